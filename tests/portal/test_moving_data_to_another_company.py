"""Data for another company: the person sees what would go where, and says whether."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Notice
from dsar.cases.operations import closing, erasing, recalling, transferring
from dsar.cases.operations.misdelivering import report_incident
from dsar.cases.transfer import Transfer
from dsar.companies.models import Company
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import Visitor, follow

PATH = "/status/request/transfer/"
SEEN = "Another Supplier, in@example.com"


@pytest.fixture
def company(db: None) -> Company:
    there = desk.publish("technology-nexus")
    desk.person(Role.OFFICER, there)
    return there


@pytest.fixture
def waiting(company: Company) -> Case:
    """Answered; they have not said yet whether it goes on."""
    case = desk.identified(
        received(company, "portability", receiver=("Another Supplier", "in@example.com"))
    )
    return desk.released(desk.attached(case))


def text_of(client: Client, path: str = "/status/request/") -> str:
    return client.get(path).content.decode()


def say(client: Client, choice: str = "send") -> str:
    """As the button does, with what stands on the page."""
    page = client.post(PATH, {"choice": choice, **shown(client)}, follow=True)
    return page.content.decode()


def shown(client: Client) -> dict[str, str]:
    found = dict(re.findall(r'name="(seen|answer)" value="([^"]*)"', text_of(client, PATH)))
    assert found["seen"] == SEEN
    return found


def record(case: Case) -> Case:
    return transferring.record_transfer(
        case_id=case.pk, how="Uploaded, receipt 4711.", actor="user:1", now=ago(minutes=1)
    )


def test_the_form_says_where_it_goes_once(company: Company) -> None:
    case = Visitor("technology-nexus").walk("portability", to="company").send()

    assert unseal(transferring.transfer_of(case), "receiver") == {
        "name": "Another Company",
        "address": "in@example.com",
    }


def test_what_goes_to_themselves_goes_nowhere_else(company: Company) -> None:
    case = Visitor("technology-nexus").walk("portability", to="me").send()

    assert transferring.transfer_of(case) is None
    assert follow(case).get(PATH).status_code == 404


def test_a_second_right_may_move_data_too(company: Company) -> None:
    visitor = Visitor("technology-nexus").walk("access")
    visitor.answer("also", rights=["portability"])
    visitor.answer("portability-to", to="company")
    held = visitor.page.context["form"].fields["include"].choices[0][0]
    said = {"receiver": "Bank", "receiver-address": "in@example.com", "include": held}
    visitor.answer("portability-receiver", **said)
    visitor.send()

    move, copy = Case.objects.get(right="portability"), Case.objects.get(right="access")
    assert transferring.transfer_of(move) is not None
    assert transferring.transfer_of(copy) is None


def test_before_the_answer_there_is_nothing_to_look_at(company: Company) -> None:
    case = received(company, "portability", receiver=("Another Supplier", "in@example.com"))

    assert follow(case).get(PATH).status_code == 404


def test_they_see_files_and_address_and_are_asked(waiting: Case) -> None:
    browser = follow(waiting)

    assert "Look and decide" in text_of(browser)
    shown = text_of(browser, PATH)
    assert "in@example.com" in shown
    assert "answer.csv" in shown
    assert "Nothing has been sent to Another Supplier yet" in desk.letter(waiting, "answer")


def test_send_it_now_tells_whoever_sends_it(waiting: Case) -> None:
    assert "We send your data to the other company" in say(follow(waiting))

    assert Transfer.objects.get().choice == "send"
    assert Notice.objects.get(kind="transfer").case == waiting


def test_what_counts_is_the_address_that_they_saw(waiting: Case) -> None:
    browser = follow(waiting)
    said = {"receiver": "Another Supplier", "address": "other@example.com"}
    before = shown(browser)
    browser.post(f"{PATH}change/", said)

    page = browser.post(PATH, {"choice": "send", **before})

    assert page.status_code == 409
    assert "The address was changed meanwhile" in page.content.decode()
    assert Transfer.objects.get().choice == ""


def test_another_address_wants_their_word_anew(waiting: Case) -> None:
    browser = follow(waiting)
    say(browser)

    browser.post(f"{PATH}change/", {"receiver": "Third Company", "address": "x@example.com"})

    assert Transfer.objects.get().choice == ""
    assert "Third Company" in text_of(browser, PATH)
    with pytest.raises(NotAllowed):
        record(waiting)


def test_a_box_left_empty_is_named(waiting: Case) -> None:
    page = follow(waiting).post(f"{PATH}change/", {"receiver": "Third Company"})

    assert page.status_code == 422
    assert "Enter the email or upload address" in page.content.decode()


def test_only_to_me_and_nothing_is_sent(waiting: Case) -> None:
    assert "We send nothing to the other company" in say(follow(waiting), "keep")

    with pytest.raises(NotAllowed, match="has not said so"):
        record(waiting)
    closing.close(case_id=waiting.pk, outcome="fulfilled", actor="user:1", now=ago(minutes=1))


def test_nonsense_is_no_choice(waiting: Case) -> None:
    page = follow(waiting).post(PATH, {"choice": "everybody", "seen": SEEN})

    assert page.status_code == 409
    assert Transfer.objects.get().choice == ""


def test_nothing_is_sent_before_they_say_so(waiting: Case) -> None:
    with pytest.raises(NotAllowed, match="has not said so"):
        record(waiting)
    with pytest.raises(IntegrityError, match="transfer_sent_only_as_chosen"), transaction.atomic():
        Transfer.objects.update(sent_at=ago(hours=1), sent_by="user:1")


def test_it_is_recorded_and_told_and_then_fixed(waiting: Case) -> None:
    browser = follow(waiting)
    say(browser)
    record(waiting)

    assert "we sent your data to Another Supplier" in desk.letter(waiting, "transferred")
    assert "Sent to Another Supplier" in text_of(browser)
    assert browser.post(PATH, {"choice": "keep"}).status_code == 409
    with pytest.raises(NotAllowed, match="already"):
        record(waiting)
    happened = [one.event for one in history(waiting.company_id, waiting.reference)]
    assert happened[-2:] == ["transfer.chosen", "transfer.sent"]


def test_it_is_not_closed_before_it_was_sent_as_they_said(waiting: Case) -> None:
    say(follow(waiting))

    with pytest.raises(NotAllowed, match="record it first"):
        closing.close(case_id=waiting.pk, outcome="fulfilled", actor="user:1", now=ago(minutes=1))


def test_an_answer_taken_back_and_given_anew_is_looked_at_anew(waiting: Case) -> None:
    browser = follow(waiting)
    before = shown(browser)
    say(browser)
    now = waiting.released_at + timedelta(hours=1)
    recalling.recall(case_id=waiting.pk, reason="The wrong file.", actor="user:1", now=now)
    with pytest.raises(NotAllowed):
        record(waiting)
    desk.approved(waiting, now=now)

    desk.answering.release(case_id=waiting.pk, actor="user:2", now=now)

    assert Transfer.objects.get().choice == ""
    page = browser.post(PATH, {"choice": "send", **before})
    assert "Look at its files again" in page.content.decode()
    assert Transfer.objects.get().choice == ""


def test_where_there_is_no_file_nothing_can_be_sent(company: Company) -> None:
    asked = received(company, "portability", receiver=("Another Supplier", "in@example.com"))
    browser = follow(desk.released(desk.identified(asked)))

    page = browser.post(PATH, {"choice": "send", **shown(browser)})

    assert "has no files" in page.content.decode()
    assert Transfer.objects.get().choice == ""


def test_saying_it_again_tells_nobody_again(waiting: Case) -> None:
    browser = follow(waiting)
    for choice in ("send", "send", "keep", "send"):
        say(browser, choice)

    assert Notice.objects.filter(kind="transfer").count() == 1
    assert Transfer.objects.get().choice == "send"


def test_after_a_misdelivery_nothing_goes_on_and_the_case_can_be_closed(waiting: Case) -> None:
    """Whoever said so may be the wrong person."""
    say(follow(waiting))
    by = {"actor": "user:1", "now": ago(minutes=1)}
    report_incident(
        case_id=waiting.pk, what="wrong-address", facts="Robyn has it.", aware_at=by["now"], **by
    )

    for attempt in (record, give_back):
        with pytest.raises(NotAllowed, match="reached the wrong person"):
            attempt(waiting)
    with pytest.raises(Invalid, match="that is not settled"):
        closing.close(case_id=waiting.pk, outcome="fulfilled", **by)
    closing.close(case_id=waiting.pk, outcome="fulfilled", reason="The DPO decides.", **by)


def test_once_the_words_are_due_to_go_the_receiver_goes_too(waiting: Case) -> None:
    say(follow(waiting))
    record(waiting)
    closing.close(case_id=waiting.pk, outcome="fulfilled", actor="user:1", now=ago(minutes=1))

    erasing.let_go(case_id=waiting.pk, kind="correspondence", now=ago(days=-4000))

    assert Transfer.objects.get().receiver is None


def test_no_row_and_no_event_says_who_receives_it(waiting: Case) -> None:
    say(follow(waiting))

    row = Transfer.objects.get()
    assert b"Supplier" not in bytes(row.receiver)
    assert "Supplier" not in str(
        [event.facts for event in history(waiting.company_id, waiting.reference)]
    )


def give_back(case: Case) -> Case:
    return transferring.return_transfer(
        case_id=case.pk, reason="Their mailbox refuses it.", actor="user:1", now=ago(minutes=1)
    )


def test_what_could_not_be_sent_is_told_and_asked_anew(waiting: Case) -> None:
    browser = follow(waiting)
    say(browser)

    give_back(waiting)

    assert "Their mailbox refuses it." in desk.letter(waiting, "transfer_returned")
    assert "give another address" in desk.letter(waiting, "transfer_returned")
    assert "Nothing has been sent to Another Supplier yet" in text_of(browser)
    happened = [one.event for one in history(waiting.company_id, waiting.reference)]
    assert "transfer.returned" in happened
    say(browser)
    record(waiting)


def test_a_case_whose_data_could_not_go_can_be_closed(waiting: Case) -> None:
    say(follow(waiting))
    give_back(waiting)

    closing.close(case_id=waiting.pk, outcome="fulfilled", actor="user:1", now=ago(minutes=1))


def test_only_what_they_want_sent_can_fail(waiting: Case) -> None:
    with pytest.raises(NotAllowed, match="has not said so"):
        give_back(waiting)
    say(follow(waiting))
    record(waiting)
    with pytest.raises(NotAllowed, match="sent on already"):
        give_back(waiting)


def test_they_are_owed_the_reason(waiting: Case) -> None:
    say(follow(waiting))

    with pytest.raises(Invalid, match="why it could not be sent"):
        transferring.return_transfer(
            case_id=waiting.pk, reason=" ", actor="user:1", now=ago(minutes=1)
        )
