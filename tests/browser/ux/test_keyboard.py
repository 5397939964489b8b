"""Keyboard: every journey without a mouse, and no key that acts by itself (checks 14 and 15)."""

import string

import pytest
from playwright.sync_api import expect

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.browser.people import tab_to
from tests.browser.ux.findings import wrong
from tests.browser.ux.journeys import JOURNEYS


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
def test_ux14_a_request_is_made_and_answered_by_keyboard_on_a_phone(journey, typist, passport):
    """Tab, Enter, Space and arrows; nothing is clicked. The page is 360 pixels wide."""
    journey(typist, passport)


def test_ux14_a_request_is_withdrawn_by_keyboard(typist, site, clock):
    case = desk.receive(Company.objects.get(slug="connexai"), at=clock.now())
    typist.follow(case.reference)

    typist.go("Withdraw this request")
    typist.press("Withdraw this request")

    expect(typist.page.get_by_role("status")).to_contain_text("Your request is withdrawn.")
    assert Case.objects.get().outcome == "withdrawn"


def test_ux14_shift_and_tab_lead_back(typist, site):
    """From the first field to the link before the form, past nothing that holds the focus."""
    typist.page.goto("/status/")
    tab_to(typist.page, typist.page.get_by_label("Your email address"))

    typist.page.keyboard.press("Shift+Tab")

    expect(typist.page.get_by_label("Your reference")).to_be_focused()


def test_ux14_no_page_holds_the_focus(pages):
    """Each was walked with Tab from one end until it began anew."""
    assert wrong(pages, lambda one: not one.stops) == {}


def test_ux14_an_officer_accepts_an_identity_without_a_mouse(site, officer, clock):
    connexai = Company.objects.get(slug="connexai")
    person = desk.person(Role.OFFICER, connexai, name="asha")
    case = desk.receive(connexai, at=clock.now())
    page = officer.page
    page.goto("/desk/")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(person.email)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(desk.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Today")

    _press(page, "link", "All cases")
    _press(page, "link", case.reference)
    _press(page, "link", "Check who is asking")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="An officer recognised them")).to_be_checked()
    _press(page, "button", "Accept identity")

    expect(page.get_by_role("status")).to_contain_text("Identity accepted.")


def _press(page, role: str, name: str) -> None:
    tab_to(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def test_ux15_no_letter_is_a_command(page, site):
    page.goto("/connexai/ask/words/")
    page.goto("/status/")
    page.locator("main").focus()
    page.keyboard.type(string.ascii_letters + string.digits + "/?.")
    box = page.get_by_label("Your reference")
    box.focus()
    page.keyboard.type(string.ascii_lowercase + "/?")

    expect(box).to_have_value(string.ascii_lowercase + "/?")
    assert page.url.endswith("/status/")


def test_ux15_no_page_listens_to_keys(pages):
    assert wrong(pages, lambda one: one.facts["keys"] + one.facts["scripts"]) == {}
