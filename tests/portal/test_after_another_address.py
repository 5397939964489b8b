"""Whoever had the address of a request changed does not read at once what was written before."""

from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dsar.cases.models import Case
from dsar.cases.operations import addressing, clarifying
from dsar.cases.proof import cool_until
from tests import desk
from tests.portal.conftest import ago
from tests.portal.visitor import follow

THEIRS = "My number is 07700 900123."


@pytest.fixture
def written(case: Case) -> Case:
    return clarifying.write_message(case_id=case.pk, text=THEIRS, now=ago(days=4.5))


def moved(case: Case, at: datetime) -> Case:
    addressing.change_contact(
        case_id=case.pk, email="robin.new@example.net", postal="", reason="They called.",
        actor="user:1", now=at,
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def page_of(browser: Client) -> str:
    return unescape(browser.get("/status/request/").content.decode())


def test_what_was_written_before_is_kept_back_and_it_says_until_when(written: Case) -> None:
    case = moved(written, ago(hours=1))
    clarifying.write_message(case_id=case.pk, text="It is me.", now=ago(minutes=5))

    page = page_of(follow(case))

    until = cool_until(case).astimezone(ZoneInfo("Europe/London"))
    assert THEIRS not in page
    assert "It is me." in page
    assert "somebody else had it changed" in page
    assert f"{until.day} {until:%B %Y}, {until:%H:%M} (the company’s time)" in page


def test_a_question_of_before_is_kept_back_and_no_other_letter_shown_as_it(case: Case) -> None:
    desk.asked(desk.identified(case, now=ago(days=4)), now=ago(days=3))
    browser = follow(moved(Case.objects.get(pk=case.pk), ago(hours=1)))

    page = page_of(browser)
    answering = unescape(browser.get("/status/request/answer/").content.decode())

    assert "Which calls?" not in page + answering
    assert "it is the newest message below" not in page
    assert "somebody else had it changed" in answering
    assert "was changed" in answering.split('class="inset"')[1].split("</p>")[0]


def test_when_the_wait_is_over_all_of_it_is_there(written: Case) -> None:
    page = page_of(follow(moved(written, ago(hours=72) - timedelta(minutes=1))))

    assert THEIRS in page
    assert "somebody else had it changed" not in page


def test_whose_address_never_changed_reads_everything(written: Case) -> None:
    page = page_of(follow(written))

    assert THEIRS in page
    assert "somebody else had it changed" not in page


def test_it_speaks_the_language_of_the_page(written: Case) -> None:
    browser = follow(moved(written, ago(hours=1)))

    for language, says in {
        "sv": "visas inte meddelanden",
        "de": "werden frühere Nachrichten",
        "nl": "tonen we eerdere berichten",
        "fr": "les messages antérieurs",
    }.items():
        browser.cookies["django_language"] = language
        assert says in page_of(browser), language
