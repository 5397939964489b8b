"""The whole lifecycle: every action tried from every status, against a table written here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import (
    addressing,
    answering,
    assigning,
    clarifying,
    closing,
    correcting,
    downloading,
    extending,
    lapsing,
    late,
    listing,
    messaging,
    posting,
    proposing,
    recalculating,
    recalling,
    refusing,
    reopening,
    suspecting,
    transferring,
    verifying,
)
from dsar.cases.operations.intake import Proof
from dsar.cases.transitions import ACTIONS, Status
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Said
from dsar.fulfilment.models import System
from dsar.fulfilment.operations import asking
from dsar.outbox.models import Message
from identity.operations import ItemSpec
from tests import desk

NOW = desk.MONDAY + timedelta(days=1)
THE_DAY_BEFORE = (desk.MONDAY - timedelta(days=1)).date()
BY = {"actor": "user:1", "now": NOW}


def verifying_case(case: Case) -> Case:
    return verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("contract", "text", "Contract number")],
        doubt="unknown-address",
        facts="Not on file.",
        actor="user:1",
        now=desk.MONDAY,
    )


def marked(case: Case) -> Case:
    """It looks like a machine's."""
    Case.objects.filter(pk=case.pk).update(suspected="trap")
    return case


def another_version(case: Case) -> None:
    """So that there is something to recalculate by."""
    rules = replace(case.policy.rules, digest_from=Said(9, "administrator"))
    publish_policy(company_id=case.company_id, rules=rules, actor="user:3", now=desk.MONDAY)


def a_system(case: Case) -> int:
    return System.objects.create(company=case.company, code="archive", name="Archive").pk


REACH: dict[str, Callable[[Case], object]] = {
    "received": lambda case: None,
    "verifying": verifying_case,
    "awaiting_requester": lambda case: desk.asked(desk.identified(case)),
    "in_progress": desk.identified,
    "in_review": lambda case: desk.in_review(desk.identified(case)),
    "ready": lambda case: desk.ready(desk.identified(case)),
    "released": lambda case: desk.released(desk.identified(case)),
    "closed": lambda case: desk.closed(desk.identified(case)),
}

TRY: dict[str, Callable[[Case], object]] = {
    "give_evidence": lambda c: verifying.give_evidence(
        case_id=c.pk, proof=Proof("email", not_held=True), now=NOW
    ),
    "ask_identity": lambda c: verifying.ask_for_identity(
        case_id=c.pk,
        items=[ItemSpec("contract", "text", "Contract number")],
        doubt="unknown-address",
        facts="Not on file.",
        **BY,
    ),
    "accept_identity": lambda c: verifying.accept_identity(
        case_id=c.pk, method="by_officer", note="Known by phone", **BY
    ),
    "skip_identity": lambda c: verifying.skip_identity(case_id=c.pk, reason="known-contact", **BY),
    "lapse": lambda c: lapsing.lapse(
        case_id=c.pk, reason="no-answer", actor="user:1", now=NOW + timedelta(days=14)
    ),
    "send_letter_code": lambda c: posting.send_letter_code(
        case_id=c.pk,
        address="Robin Requester\n1 Example Street",
        doubt="unknown-address",
        facts="Not on file.",
        **BY,
    ),
    "change_contact": lambda c: addressing.change_contact(
        case_id=c.pk, email="new@example.org", postal="", reason="They called.", **BY
    ),
    "change_language": lambda c: addressing.change_language(case_id=c.pk, language="sv", **BY),
    "ask_question": lambda c: clarifying.ask_question(
        case_id=c.pk, question="Which?", which_data=True, **BY
    ),
    "answer_question": lambda c: clarifying.answer_question(case_id=c.pk, text="This.", now=NOW),
    "resume": lambda c: clarifying.resume(case_id=c.pk, **BY),
    "write": lambda c: clarifying.write_message(case_id=c.pk, text="Hello", now=NOW),
    "send_message": lambda c: messaging.send_message(case_id=c.pk, text="Hello", **BY),
    "extend": lambda c: extending.extend(
        case_id=c.pk, ground="complexity", reasons="Seven systems.", **BY
    ),
    "tell_late": lambda c: late.tell_late(
        case_id=c.pk, reasons="The archive.", actor="user:1", now=NOW + timedelta(days=60)
    ),
    "correct_receipt": lambda c: correcting.correct_receipt(
        case_id=c.pk, received_on=THE_DAY_BEFORE, reason="The envelope.", **BY
    ),
    "recalculate": lambda c: recalculating.recalculate(
        case_id=c.pk, reason="One way of counting for all.", **BY
    ),
    "reopen": lambda c: reopening.reopen(case_id=c.pk, reason="They found more.", **BY),
    "ask_fee": lambda c: desk.ask_fee(c, ground="further-copies", **BY),
    "approve_fee": lambda c: desk.ask_fee(c, **BY),
    "answer_items": lambda c: listing.answer_items(
        case_id=c.pk, language="en", entries={}, nothing_held=True, **BY
    ),
    "attach": desk.attached,
    "ask_search": lambda c: asking.ask_search(case_id=c.pk, systems=[a_system(c)], **BY),
    "send_to_review": lambda c: answering.send_to_review(case_id=c.pk, answer="Here.", **BY),
    "send_back": lambda c: answering.send_back(case_id=c.pk, reason="More.", **BY),
    "approve": lambda c: answering.approve(
        case_id=c.pk, actor=desk.approver(c.company).actor, now=NOW
    ),
    "release": lambda c: answering.release(case_id=c.pk, **BY),
    "recall": lambda c: recalling.recall(case_id=c.pk, reason="The wrong file.", **BY),
    "open_download": lambda c: downloading.open_again(case_id=c.pk, **BY),
    "record_choice": lambda c: transferring.record_choice(
        case_id=desk.to_be_sent_on(c, choice="").pk,
        choice="keep",
        came_by="post",
        said_on=NOW.date(),
        reason="Their signed letter.",
        **BY,
    ),
    "record_transfer": lambda c: transferring.record_transfer(
        case_id=desk.to_be_sent_on(c).pk, how="By their portal.", **BY
    ),
    "return_transfer": lambda c: transferring.return_transfer(
        case_id=desk.to_be_sent_on(c).pk, reason="Their mailbox refuses it.", **BY
    ),
    "close": lambda c: closing.close(case_id=c.pk, outcome="fulfilled", **BY),
    "refuse": lambda c: desk.refused(c, ground="cannot-identify", **BY),
    "approve_refusal": lambda c: desk.refused(c, **BY),
    "return_proposal": lambda c: proposing.return_proposal(
        case_id=proposed(c).pk, reason="More.", **BY
    ),
    "withdraw": lambda c: closing.withdraw(case_id=c.pk, actor="requester", now=NOW),
    "set_aside": lambda c: closing.set_aside(
        case_id=c.pk, outcome="redirected", reason="Ask your employer.", **BY
    ),
    "trust": lambda c: suspecting.trust(case_id=marked(c).pk, **BY),
    "call_spam": lambda c: suspecting.call_spam(case_id=marked(c).pk, reason="Letters.", **BY),
    "take": lambda c: assigning.take(
        case_id=c.pk, actor=desk.person(Role.OFFICER, c.company).actor, now=NOW
    ),
    "assign": lambda c: assigning.assign(case_id=c.pk, owner=None, **BY),
}


def proposed(case: Case) -> Case:
    """Put forward as excessive, for a second person."""
    return refusing.refuse(
        case_id=case.pk, ground="manifestly-excessive", facts="The fourth time.", **BY
    )


# Where each action leads from there; what is missing is refused.
EXPECTED: dict[str, dict[str, str]] = {
    "received": {
        "ask_search": "received",
        "trust": "received",
        "call_spam": "closed",
        "give_evidence": "received",
        "ask_identity": "verifying",
        "accept_identity": "in_progress",
        "skip_identity": "in_progress",
        "lapse": "closed",
        "ask_question": "awaiting_requester",
        "send_letter_code": "verifying",
        "change_contact": "received",
        "change_language": "received",
        "write": "received",
        "send_message": "received",
        "extend": "received",
        "tell_late": "received",
        "correct_receipt": "received",
        "recalculate": "received",
        "ask_fee": "awaiting_requester",
        "approve_fee": "awaiting_requester",
        "refuse": "closed",
        "approve_refusal": "closed",
        "return_proposal": "received",
        "withdraw": "closed",
        "set_aside": "closed",
        "take": "received",
        "assign": "received",
    },
    "verifying": {
        "ask_search": "verifying",
        "trust": "verifying",
        "call_spam": "closed",
        "give_evidence": "verifying",
        "ask_identity": "verifying",
        "accept_identity": "in_progress",
        "skip_identity": "in_progress",
        "lapse": "closed",
        "ask_question": "awaiting_requester",
        "send_letter_code": "verifying",
        "change_contact": "verifying",
        "change_language": "verifying",
        "write": "verifying",
        "send_message": "verifying",
        "extend": "verifying",
        "correct_receipt": "verifying",
        "recalculate": "verifying",
        "ask_fee": "awaiting_requester",
        "approve_fee": "awaiting_requester",
        "refuse": "closed",
        "approve_refusal": "closed",
        "return_proposal": "verifying",
        "withdraw": "closed",
        "set_aside": "closed",
        "take": "verifying",
        "assign": "verifying",
    },
    "awaiting_requester": {
        "ask_search": "awaiting_requester",
        "trust": "awaiting_requester",
        "call_spam": "closed",
        "lapse": "closed",
        "answer_question": "in_progress",
        "resume": "in_progress",
        "change_contact": "awaiting_requester",
        "change_language": "awaiting_requester",
        "write": "awaiting_requester",
        "send_message": "awaiting_requester",
        "extend": "awaiting_requester",
        "correct_receipt": "awaiting_requester",
        "recalculate": "awaiting_requester",
        "refuse": "closed",
        "approve_refusal": "closed",
        "return_proposal": "awaiting_requester",
        "withdraw": "closed",
        "set_aside": "closed",
        "take": "awaiting_requester",
        "assign": "awaiting_requester",
    },
    "in_progress": {
        "ask_search": "in_progress",
        "trust": "in_progress",
        "call_spam": "closed",
        "ask_question": "awaiting_requester",
        "change_contact": "verifying",
        "change_language": "in_progress",
        "write": "in_progress",
        "send_message": "in_progress",
        "extend": "in_progress",
        "tell_late": "in_progress",
        "correct_receipt": "in_progress",
        "recalculate": "in_progress",
        "ask_fee": "awaiting_requester",
        "approve_fee": "awaiting_requester",
        "answer_items": "in_progress",
        "attach": "in_progress",
        "send_to_review": "in_review",
        "refuse": "closed",
        "approve_refusal": "closed",
        "return_proposal": "in_progress",
        "withdraw": "closed",
        "set_aside": "closed",
        "take": "in_progress",
        "assign": "in_progress",
    },
    "in_review": {
        "ask_search": "in_review",
        "trust": "in_review",
        "change_contact": "verifying",
        "change_language": "in_review",
        "write": "in_review",
        "send_message": "in_review",
        "extend": "in_review",
        "tell_late": "in_review",
        "correct_receipt": "in_review",
        "recalculate": "in_review",
        "answer_items": "in_review",
        "attach": "in_review",
        "send_back": "in_progress",
        "approve": "ready",
        "refuse": "closed",
        "approve_refusal": "closed",
        "return_proposal": "in_review",
        "withdraw": "closed",
        "take": "in_review",
        "assign": "in_review",
    },
    "ready": {
        "ask_search": "ready",
        "trust": "ready",
        "change_contact": "verifying",
        "change_language": "ready",
        "write": "ready",
        "send_message": "ready",
        "extend": "ready",
        "tell_late": "ready",
        "correct_receipt": "ready",
        "recalculate": "ready",
        "send_back": "in_progress",
        "release": "ready",
        "refuse": "closed",
        "approve_refusal": "closed",
        "return_proposal": "ready",
        "withdraw": "closed",
        "take": "ready",
        "assign": "ready",
    },
    "released": {
        "trust": "ready",
        "record_choice": "ready",
        "record_transfer": "ready",
        "return_transfer": "ready",
        "write": "ready",
        "send_message": "ready",
        "close": "closed",
        "recall": "in_review",
        "open_download": "ready",
        "take": "ready",
        "assign": "ready",
    },
    "closed": {
        "record_choice": "closed",
        "record_transfer": "closed",
        "return_transfer": "closed",
        "write": "closed",
        "send_message": "closed",
        "recall": "in_review",
        "open_download": "closed",
        "reopen": "in_progress",
    },
}


@pytest.mark.parametrize("action", TRY)
@pytest.mark.parametrize("place", REACH)
def test_every_action_from_every_status(case: Case, place: str, action: str):
    REACH[place](case)
    another_version(case)
    before = _trace(case)

    wanted = EXPECTED[place].get(action)
    if wanted is None:
        with pytest.raises(NotAllowed, match=case.reference):
            TRY[action](case)
        assert _trace(case) == before, "a refused action must change nothing"
    else:
        TRY[action](case)
        case.refresh_from_db()
        assert case.status == wanted


def test_this_table_leaves_no_action_and_no_status_out():
    by_product = {
        "confirm_address",
        "record_payment",
        "waive_fee",
        "choose_right",
        "accept_authority",
        "ask_address",
        "record_done",
        *("announce_end", "record_end", "announce_deletion", "note_regulator"),
        # tests/fulfilment: they need a search that was asked for
        "record_search",
        "send_search",
        "withdraw_search",
        "drop_search",
        *("report_incident", "decide_incident", "note_told"),
        *("place_hold", "lift_hold", "ask_erasure", "agree_erasure", "decline_erasure"),
    }  # tested on their own

    assert set(TRY) | by_product == set(ACTIONS)
    assert {place for place in EXPECTED if place != "released"} == set(Status)


def test_an_unverified_person_never_receives_an_answer_even_by_sql(case: Case):
    with (
        pytest.raises(IntegrityError, match="released_only_if_identity_settled"),
        transaction.atomic(),
    ):
        Case.objects.filter(pk=case.pk).update(released_at=NOW)


def test_closed_and_outcome_go_together_even_by_sql(case: Case):
    for change in ({"status": "closed"}, {"outcome": "fulfilled"}, {"closed_at": NOW}):
        with pytest.raises(IntegrityError, match="closed_iff_outcome"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**change)


def test_a_refusal_without_a_ground_is_impossible_even_by_sql(case: Case):
    with pytest.raises(IntegrityError, match="refused_iff_ground"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="closed", outcome="refused", closed_at=NOW)


def test_what_is_somebodys_already_is_not_taken(case: Case):
    owner = desk.person(Role.OFFICER, case.company)
    assigning.take(case_id=case.pk, actor=owner.actor, now=NOW)

    with pytest.raises(NotAllowed, match="team lead"):
        assigning.take(case_id=case.pk, actor="user:2", now=NOW)
    case.refresh_from_db()
    assert case.owner == owner


def test_opting_out_needs_no_identity_check_but_lets_no_file_out(company):
    case = desk.receive(company, "marketing")
    assert case.status == Status.IN_PROGRESS
    desk.attached(case)
    desk.ready(case)

    with pytest.raises(NotAllowed, match="no file can be released"):
        answering.release(case_id=case.pk, **BY)


def _trace(case: Case) -> tuple[object, ...]:
    case.refresh_from_db()
    return (
        case.status,
        case.outcome,
        case.clock.working,
        Event.objects.count(),
        Message.objects.count(),
        case.messages.count(),
    )
