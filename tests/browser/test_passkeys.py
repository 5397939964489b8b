"""The one page script there is, with a security key that Chromium plays."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from dsar.accounts.roles import Role
from dsar.companies.models import Company
from tests import desk
from tests.browser.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clock(monkeypatch):
    """Sessions note a proof by the machine's own clock."""
    clock = Clock(datetime.now(UTC))
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


@pytest.fixture
def browser_with_key(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def test_a_passkey_is_added_and_opens_the_desk_alone(browser_with_key):
    page = browser_with_key
    desk.person(Role.OFFICER, Company.objects.get(slug="nexus-ip"), name="nell")
    page.goto("/desk/sign-in/?next=/desk/account/passkeys/")
    page.get_by_label("Email").fill("nell@example.com")
    page.get_by_label("Password").fill(desk.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Name of this passkey").fill("This computer")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/desk/sign-in/?next=/desk/cases/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="All cases")).to_be_visible()


def test_without_a_script_the_other_ways_stand_there(visit):
    page = visit(java_script_enabled=False).new_page()

    page.goto("/desk/sign-in/")

    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
