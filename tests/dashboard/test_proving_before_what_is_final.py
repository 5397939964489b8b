"""An open session alone approves, releases and erases nothing: first one proves who sits there."""

from datetime import timedelta

import pytest

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.webhooks import set_webhook
from dsar.dashboard.actions import ACTS
from tests import desk
from tests.dashboard.test_acting_on_a_case import HAPPY, body, there
from tests.proving import just_proved

from .conftest import NOW, page_of, words

GRAVE = ["approve_fee", "approve", "release", "approve_refusal", "lift_hold", "agree_erasure"]
PROVE = "/desk/prove/"


@pytest.fixture(autouse=True)
def _ten_minutes(settings):
    settings.PROOF_MINUTES = 10


@pytest.fixture
def idle(lead: User, signed_in):
    """The lead's browser, whose last proof is eleven minutes old."""
    browser = signed_in(lead)
    just_proved(browser, now=NOW - timedelta(minutes=11))
    return browser


def test_these_ask_for_a_proof_and_no_others():
    assert [name for name, act in ACTS.items() if act.proves] == GRAVE


@pytest.mark.parametrize("action", GRAVE)
def test_without_a_proof_nothing_is_done_and_what_was_typed_is_kept(action, case, company, idle):
    case = there(action, case, company)
    before = (case.status, case.released_at, Event.objects.count())

    page = idle.post(page_of(case, action), body(action, case))

    assert page.status_code == 403
    assert "Prove that it is you" in words(page)
    text = page.content.decode()
    assert f'name="prove_next" value="{page_of(case, action)}"' in text
    for name, value in HAPPY[action][1].items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    case.refresh_from_db()
    assert (case.status, case.released_at, Event.objects.count()) == before


def test_after_the_proof_it_happens_with_what_was_typed(case: Case, idle, clock, monkeypatch):
    told = type("time", (), {"time": staticmethod(lambda: clock.now.timestamp())})
    monkeypatch.setattr("allauth.account.internal.flows.login.time", told)
    desk.in_review(desk.identified(case))
    page = page_of(case, "approve")
    idle.post(page, {"looked": "on"})

    sent_on = idle.post(
        PROVE,
        {
            "prove_password": desk.PASSWORD,
            "prove_next": page,
            "prove_form": "send",
            "looked": "on",
        },
        follow=True,
    )

    assert "Approved. It can be released now." in words(sent_on)
    case.refresh_from_db()
    assert case.status == "ready"


def test_the_page_says_beforehand_that_it_will_ask(case, idle, lead, signed_in):
    desk.in_review(desk.identified(case))
    fresh = signed_in(lead)
    just_proved(fresh, now=NOW - timedelta(minutes=1))

    assert "You are asked first to prove" in words(idle.get(page_of(case, "approve")))
    assert "You are asked first to prove" not in words(fresh.get(page_of(case, "approve")))
    assert "You are asked first to prove" not in words(idle.get(page_of(case, "send_back")))


def test_a_form_that_lacks_something_is_told_so_before_anybody_is_asked(case, idle):
    desk.in_review(desk.identified(case))

    page = idle.post(page_of(case, "approve"), {})

    assert page.status_code == 400
    assert "Look at every file" in words(page)


def test_whoever_may_not_is_not_asked_to_prove_anything(case, client):
    desk.in_review(desk.identified(case))
    just_proved(client, now=NOW - timedelta(minutes=11))

    assert "Prove that it is you" not in words(client.post(page_of(case, "approve"), {}))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/desk/webhook/nexus-ip/{webhook}/", {"turn": "1"}),
        (
            "/desk/identity/nexus-ip/",
            {
                "kind": "account",
                "account-name": "Sign in",
                "account-url": "https://login.example.com/",
                "account-issuer": "login",
                "account-is_on": "on",
            },
        ),
    ],
)
def test_keys_and_whoever_may_vouch_are_set_after_a_proof_only(
    company, signed_in, settings, address, said
):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    webhook = set_webhook(
        company_id=company.pk, url="https://example.com/", is_on=True, actor="user:1", now=NOW
    )
    address = address.format(webhook=webhook.pk)
    admin = signed_in(desk.person(Role.ADMIN, company))
    just_proved(admin, now=NOW - timedelta(minutes=9))
    assert "Prove that it is you" not in words(admin.post(address, said, follow=True))
    just_proved(admin, now=NOW - timedelta(minutes=11))
    before = Event.objects.count()

    page = admin.post(address, said)

    assert page.status_code == 403
    assert "Prove that it is you" in words(page)
    assert Event.objects.count() == before
