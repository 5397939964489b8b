"""A fee is open: the requester pays, asks for less, disagrees, withdraws or complains."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases.models import Case, Notice
from dsar.cases.operations import charging
from dsar.companies.models import Company
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import follow

FEE = "/status/request/fee/"


@pytest.fixture
def charged(nexus_ip: Company) -> Case:
    desk.person(Role.OFFICER, nexus_ip)
    desk.person(Role.LEAD, nexus_ip)
    case = desk.identified(received(nexus_ip))
    return desk.ask_fee(case, facts="The fourth time since June.", now=ago(days=1))


@pytest.fixture
def browser(charged: Case) -> Client:
    return follow(charged)


def say(browser: Client, *, follow: bool = False, seen: str = "", **said: Any) -> HttpResponse:
    """As the button does, with what stands on the page."""
    headers = said.pop("headers", None)
    shown = re.findall(r'name="seen" value="([^"]+)"', browser.get(FEE).content.decode())
    return browser.post(
        FEE, {"seen": seen or "".join(shown), **said}, follow=follow, headers=headers
    )


def told(case: Case, kind: str) -> set[str]:
    return set(Notice.objects.filter(case=case, kind=kind).values_list("user__name", flat=True))


def as_it_stands(case: Case) -> tuple[object, ...]:
    case = Case.objects.select_related("clock").get(pk=case.pk)
    clock = case.clock
    return case.status, case.outcome, clock.state, clock.due_on, clock.statutory_on, clock.working


def test_the_page_says_how_much_why_and_what_it_does_to_the_time(
    charged: Case, browser: Client
) -> None:
    assert FEE in browser.get("/status/request/").content.decode()

    text = browser.get(FEE).content.decode()

    assert "10.00 GBP" in text
    assert "manifestly excessive" in text
    assert "The fourth time since June." in text
    assert charged.reference in text
    assert "begins when the fee has been paid" in text


@pytest.mark.parametrize(
    ("choice", "text", "kept"),
    [
        ("pay", "", "I will pay the fee"),
        ("less", "Only May", "I ask for less, so that there is no fee\n\nOnly May"),
        ("disagree", "It is my first", "I do not agree with the fee\n\nIt is my first"),
    ],
)
def test_what_they_choose_is_kept_and_moves_no_date(
    charged: Case, browser: Client, choice: str, text: str, kept: str
) -> None:
    before = as_it_stands(charged)

    page = say(browser, follow=True, choice=choice, text=text)

    assert "We have noted it." in page.content.decode()
    assert unseal(charged.messages.get(kind="fee-answer"), "body")["text"] == kept
    assert as_it_stands(charged) == before
    assert charging.open_fee(charged) is not None
    last = list(history(charged.company_id, charged.reference))[-1]
    assert (last.event, last.facts) == ("fee.answered", {"choice": choice})


def test_who_disagrees_is_heard_by_a_second_person(charged: Case, browser: Client) -> None:
    say(browser, choice="pay")
    assert told(charged, "fee-answered") == {"Officer"}

    for _ in range(2):
        say(browser, choice="disagree", text="It is my first")

    assert told(charged, "fee-disputed") == {"Officer", "Lead"}
    assert Notice.objects.filter(kind="fee-disputed").count() == 2


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, "Choose what you would like to do about the fee"),
        ({"choice": "later"}, "Choose what you would like to do about the fee"),
        ({"choice": "less", "text": " "}, "Tell us what would be enough for you."),
        ({"choice": "disagree"}, "Tell us why you do not agree."),
    ],
)
def test_what_is_missing_is_asked_for(
    charged: Case, browser: Client, said: dict[str, str], wrong: str
) -> None:
    page = say(browser, **said)

    assert page.status_code == 422
    assert wrong in page.content.decode()
    assert not charged.messages.filter(kind="fee-answer").exists()


@pytest.mark.parametrize(
    ("choice", "there"),
    [("withdraw", "/status/request/withdraw/"), ("complain", "/status/request/complain/")],
)
def test_withdrawing_and_complaining_have_pages_of_their_own(
    charged: Case, browser: Client, choice: str, there: str
) -> None:
    page = say(browser, choice=choice)

    assert (page.status_code, page["Location"]) == (302, there)
    charged.refresh_from_db()
    assert charged.is_open


def test_a_fee_that_is_paid_meanwhile_is_no_longer_answered(charged: Case, browser: Client) -> None:
    now = ago(hours=1)
    charging.record_payment(case_id=charged.pk, actor=desk.OFFICER, now=now)

    page = say(browser, choice="pay")

    assert page.status_code == 409
    assert "no fee is open" in page.content.decode()
    assert FEE not in browser.get("/status/request/").content.decode()
    assert "nothing to pay" in browser.get(FEE).content.decode()


def test_a_fee_for_copies_holds_nothing_up_and_says_nothing_of_the_time(nexus_ip: Company) -> None:
    case = desk.identified(received(nexus_ip))
    desk.ask_fee(case, ground="further-copies", now=ago(days=1) + timedelta(hours=1))

    assert "begins when the fee" not in follow(case).get(FEE).content.decode()


def test_they_read_their_choice_as_it_stood_on_the_page_and_officers_in_english(
    charged: Case, browser: Client
) -> None:
    swedish = {"headers": {"Accept-Language": "sv"}}
    say(browser, choice="pay", text="Snart", **swedish)

    page = browser.get("/status/request/", **swedish).content.decode()

    assert "Jag betalar avgiften" in page
    assert unseal(charged.messages.get(kind="fee-answer"), "body")["text"] == (
        "I will pay the fee\n\nSnart"
    )


def test_the_sum_is_written_as_their_language_writes_it(charged: Case, browser: Client) -> None:
    page = browser.get(FEE, headers={"Accept-Language": "sv"}).content.decode()

    assert "10,00 GBP" in page


def test_the_switch_of_language_works_where_no_fee_is_open(nexus_ip: Company) -> None:
    page = follow(received(nexus_ip)).get(FEE).content.decode()

    assert "No fee is open" in page
    assert page.count('id="page"') == 1


def test_what_they_choose_counts_for_the_fee_that_they_saw(charged: Case, browser: Client) -> None:
    page = say(browser, seen="1234567", choice="pay").content.decode()

    assert "The fee was changed meanwhile" in page
    assert not charged.messages.filter(kind="fee-answer").exists()
