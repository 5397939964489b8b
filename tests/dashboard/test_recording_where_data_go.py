"""Somebody without a page of their own says by letter whether their data go to another company."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dsar import languages
from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases import on_paper
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Notice
from dsar.cases.operations import closing, erasing, posting, transferring
from dsar.cases.operations.intake import Person
from dsar.cases.transfer import Transfer
from dsar.companies.models import Company
from dsar.dashboard.forms.answer import CheckedAnswer
from dsar.vault.operations import unseal
from tests import desk
from tests.typeset import pdfs

from .conftest import NOW, page_of, words

BY = {"actor": "user:1", "now": NOW}
PAPER = Person(name="Elin Papper", postal="1 Kaj\nGöteborg")
SAID = {
    "came_by": "post",
    "said_on": "2026-11-23",
    "reason": "Their signed letter, with the reference.",
}


@pytest.fixture
def company(swedish: Company) -> Company:
    return swedish


def asked(company: Company, **given: Any) -> Case:
    """Answered on paper; they have not said yet whether it goes on."""
    receiver = ("Another Supplier", "in@example.com")
    case = desk.receive(company, "portability", person=PAPER, receiver=receiver, **given)
    return desk.released(desk.attached(desk.identified_by_officer(case)))


@pytest.fixture
def waiting(company: Company) -> Case:
    return asked(company)


def posted(case: Case) -> None:
    for letter in case.messages.filter(by_post=True, posted_at=None):
        posting.letter_posted(case_id=case.pk, message_id=letter.pk, **BY)


def record(case: Case, choice: str = "send", **change: Any) -> Case:
    transfer = transferring.transfer_of(case)
    given = {
        "choice": choice,
        "came_by": "post",
        "said_on": NOW.date(),
        "reason": "Their signed letter.",
        "confirmed": True,
        "seen": transferring.address_of(transfer),
        "answer": transferring.answer_of(case),
    }
    return transferring.record_choice(**{"case_id": case.pk, **given, **BY, **change})


def shown(client: Client, case: Case) -> dict[str, str]:
    """What the form carries back of the page that was looked at."""
    form = client.get(page_of(case, "record_choice")).context["form"]
    return {name: form[name].value() for name in ("address_shown", "answer_shown")}


def test_an_officer_records_it_sends_it_and_closes_the_case(waiting: Case, client: Client) -> None:
    page = page_of(waiting, "record_choice")
    assert "Another Supplier, in@example.com, and the files: answer.csv" in words(client.get(page))

    client.post(page, {"choice": "send", "confirmed": "on", **SAID, **shown(client, waiting)})
    client.post(page_of(waiting, "record_transfer"), {"how": "By their portal, receipt 4711."})
    posted(waiting)
    client.post(page_of(waiting, "close"), {"outcome": "fulfilled"})

    waiting.refresh_from_db()
    assert waiting.outcome == "fulfilled"
    assert "Another Supplier" in desk.letter(waiting, "transferred")
    line = "What the requester said about the other company was recorded"
    story = words(client.get(page_of(waiting)))
    assert f"{line} · Officer" in story
    assert "send it to the other company" in story
    assert "Their signed letter, with the reference." in story


def test_it_is_offered_until_it_is_sent(waiting: Case, client: Client) -> None:
    offered = "Record whether it goes to the other company"
    assert offered in words(client.get(page_of(waiting)))
    record(waiting)
    transferring.record_transfer(case_id=waiting.pk, how="By their portal.", **BY)

    assert offered not in words(client.get(page_of(waiting)))
    assert "nothing to send on" in words(client.get(page_of(waiting, "record_choice")))
    with pytest.raises(NotAllowed, match="has been sent to the other company already"):
        record(waiting, "keep")


def test_where_nothing_is_to_move_it_is_not_offered(company: Company, client: Client) -> None:
    case = desk.released(desk.identified(desk.receive(company)))

    assert "Record whether it goes" not in words(client.get(page_of(case)))


def test_nothing_is_sent_that_they_did_not_confirm(waiting: Case, client: Client) -> None:
    page = client.post(
        page_of(waiting, "record_choice"), {"choice": "send", **SAID, **shown(client, waiting)}
    )

    assert page.status_code == 400
    assert "Read it out or compare it first" in words(page)
    with pytest.raises(Invalid, match="Read it out"):
        record(waiting, confirmed=False)
    assert Transfer.objects.get().choice == ""


def test_it_counts_for_the_address_that_stood_on_the_page(waiting: Case, client: Client) -> None:
    before = shown(client, waiting)
    transferring.change_receiver(case_id=waiting.pk, name="Third", address="x@example.com", now=NOW)

    page = client.post(
        page_of(waiting, "record_choice"), {"choice": "send", "confirmed": "on", **SAID, **before}
    )

    assert page.status_code == 409
    assert "The address was changed meanwhile" in words(page)
    assert Transfer.objects.get().choice == ""


def test_it_counts_for_the_answer_that_they_have(waiting: Case) -> None:
    with pytest.raises(NotAllowed, match="Our answer was changed"):
        record(waiting, answer="2026-01-01T00:00:00+00:00")


def test_only_to_them_and_the_case_can_be_closed(waiting: Case) -> None:
    record(waiting, "keep", came_by="counter", confirmed=False)

    assert Transfer.objects.get().choice == "keep"
    with pytest.raises(NotAllowed, match="has not said so"):
        transferring.record_transfer(case_id=waiting.pk, how="By their portal.", **BY)
    posted(waiting)
    closing.close(case_id=waiting.pk, outcome="fulfilled", **BY)


def test_another_address_is_asked_about_anew_by_letter(waiting: Case, client: Client) -> None:
    record(waiting)
    said = {"choice": "elsewhere", "receiver": "Third Company", "address": "x@example.com", **SAID}
    page = page_of(waiting, "record_choice")
    preview = words(client.post(page, {**said, "preview": "1"}))

    client.post(page, said)

    transfer = transferring.transfer_of(waiting)
    assert transferring.address_of(transfer) == "Third Company, x@example.com"
    assert transfer.choice == ""
    letter = desk.letter(waiting, "transfer_choice")
    assert "x@example.com" in letter
    assert " ".join(letter.split()) in preview
    record(waiting)
    assert Transfer.objects.get().choice == "send"


@pytest.mark.parametrize(
    ("receiver", "address", "missing"),
    [("", "x@example.com", "Enter the name"), ("Third", " ", "Enter the email or upload address")],
)
def test_another_address_has_to_be_whole(waiting: Case, receiver, address, missing) -> None:
    with pytest.raises(Invalid, match=missing):
        record(waiting, "elsewhere", receiver=receiver, address=address)
    assert "in@example.com" in transferring.address_of(transferring.transfer_of(waiting))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"said_on": (NOW + timedelta(days=1)).date()}, "in the future"),
        ({"said_on": (NOW - timedelta(days=1)).date()}, "They were asked on Monday 23 November"),
        ({"came_by": "email"}, "how they said it"),
        ({"choice": "everybody"}, "Choose what they said"),
        ({"reason": " "}, "Write the reason"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(waiting: Case, change, wrong) -> None:
    before = len(history(waiting.company_id, waiting.reference))

    with pytest.raises(Invalid, match=wrong):
        record(waiting, **change)

    assert Transfer.objects.get().choice == ""
    assert len(history(waiting.company_id, waiting.reference)) == before


def test_what_they_said_before_we_asked_again_does_not_answer_it(waiting: Case) -> None:
    record(waiting)
    later = NOW + timedelta(days=3)
    transferring.return_transfer(
        case_id=waiting.pk, reason="Their mailbox refuses it.", actor="user:1", now=later
    )

    with pytest.raises(Invalid, match="They were asked on Thursday 26 November"):
        record(waiting, now=later)
    record(waiting, now=later, said_on=later.date())


def test_what_they_said_already_is_not_recorded_twice(waiting: Case) -> None:
    record(waiting)

    with pytest.raises(Invalid, match="said already"):
        record(waiting)


def test_whoever_works_on_it_is_told_to_send_it(waiting: Case, officer) -> None:
    record(waiting)

    assert Notice.objects.get(kind="transfer").case == waiting


def test_the_chain_says_how_and_when_and_not_to_whom(waiting: Case) -> None:
    record(waiting)

    last = list(history(waiting.company_id, waiting.reference))[-1]
    assert (last.event, last.actor) == ("transfer.choice-recorded", "user:1")
    assert last.facts == {"choice": "send", "channel": "post", "said_on": "2026-11-23"}


def test_an_auditor_cannot_say_it_for_them(waiting: Case, company, signed_in) -> None:
    browser = signed_in(desk.person(Role.AUDITOR, company))

    page = browser.post(page_of(waiting, "record_choice"), {"choice": "send", **SAID})

    assert page.status_code in (403, 404)
    assert Transfer.objects.get().choice == ""


@pytest.mark.parametrize("language", languages.NAMES)
def test_the_letter_shows_what_the_page_would(company: Company, language: str) -> None:
    case = asked(company, language=language)

    printed = pdfs.text(on_paper.pdf_of([case.messages.get(kind="answer")]))

    for there in ("Another Supplier", "in@example.com", "answer.csv", "11", "All of it."):
        assert there in printed
    assert ("These files would go there:" in printed) == (language == "en")


def test_what_the_second_person_reads_is_the_letter_that_goes(company: Company) -> None:
    receiver = ("Another Supplier", "in@example.com")
    case = desk.receive(company, "portability", person=PAPER, receiver=receiver)
    desk.ready(desk.attached(desk.identified_by_officer(case)))
    facts = CheckedAnswer(case=case).letter_facts()

    assert facts["address"] == "in@example.com"
    assert facts["going"] == [{"name": "answer.csv", "size": 11, "what": "All of it."}]


def test_a_letter_that_it_could_not_be_sent_shows_the_address_too(waiting: Case) -> None:
    record(waiting)
    transferring.return_transfer(case_id=waiting.pk, reason="Their mailbox refuses it.", **BY)

    assert "in@example.com" in desk.letter(waiting, "transfer_returned")
    assert "answer.csv" in desk.letter(waiting, "transfer_returned")


def test_a_mail_names_no_address_that_others_could_read(company: Company) -> None:
    case = desk.receive(company, "portability", receiver=("Another Supplier", "in@example.com"))
    desk.released(desk.attached(desk.identified(case)))

    assert "in@example.com" not in desk.letter(case, "answer")


def test_once_erased_the_page_says_so(waiting: Case, client: Client) -> None:
    assert unseal(Transfer.objects.get(), "receiver")["name"] == "Another Supplier"
    posted(waiting)
    closing.close(case_id=waiting.pk, outcome="fulfilled", **BY)
    erasing.let_go(case_id=waiting.pk, kind="correspondence", now=NOW + timedelta(days=4000))

    assert client.post(page_of(waiting, "record_choice"), {"choice": "keep"}).status_code != 500
