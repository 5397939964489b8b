"""A closed case goes on, and nobody gains time by having closed it."""

from datetime import date, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.labels import label_of
from dsar.cases.models import Case, Escalation, Message, Notice
from dsar.cases.operations import (
    answering,
    assigning,
    clarifying,
    closing,
    lapsing,
    reopening,
    verifying,
)
from dsar.cases.queries import as_json
from dsar.cases.reminders import take_reminders
from dsar.cases.untold import unanswered
from dsar.dashboard.escalated import escalations
from dsar.vault.operations import shred, unseal
from identity.operations import ItemSpec
from tests import desk

WEEK_LATER = desk.MONDAY + timedelta(days=7)
LATER = desk.MONDAY + timedelta(days=20)
BY = {"actor": "user:1", "now": WEEK_LATER}


def reopen(case: Case, **given: object) -> Case:
    given = {"reason": "They found another account.", **BY} | given
    return reopening.reopen(case_id=case.pk, **given)


def test_an_answered_case_goes_on_as_if_it_had_never_been_closed(identified):
    before = identified.clock.due_on
    desk.closed(identified)

    case = reopen(identified)

    case.refresh_from_db()
    assert (case.status, case.outcome) == ("in_progress", "")
    assert (case.closed_at, case.released_at) == (None, None)
    assert case.clock.stopped_on is None
    assert case.clock.due_on == before == date(2026, 12, 21)
    assert case.clock.reminders.filter(kind="due-7", taken_at=None).exists()


def test_how_it_had_ended_stays_in_the_chain(identified):
    desk.closed(identified)

    reopen(identified)

    facts = Event.objects.get(event="case.reopened").facts
    assert facts["outcome"] == "fulfilled"
    assert facts["released_at"] == "2026-11-23T15:00:00+00:00"
    assert facts["due_on"] == "2026-12-21"
    note = Message.objects.get(case=identified, kind="reopened", direction="note")
    assert unseal(note, "body")["text"] == "They found another account."


def test_the_clock_remembers_the_day_on_which_it_had_stopped(identified):
    desk.closed(identified)

    reopen(identified)

    noted = identified.clock.events.get(kind="reopened")
    assert (noted.was, noted.on) == (desk.MONDAY.date(), WEEK_LATER.date())
    assert "reopened" in [step["what"] for step in _fresh(identified).clock.working["steps"]]


def test_the_requester_is_told_that_the_days_in_between_count(identified):
    desk.closed(identified)

    reopen(identified)

    text = _letter(identified)
    assert "We have opened it again" in text
    assert "as if we had never closed it" in text
    assert "due by Monday 21 December 2026" in text
    assert "we are late" not in text
    assert "another account" not in text


def test_opened_after_its_last_day_it_is_late_at_once_and_says_so(company):
    case = desk.closed(desk.identified(desk.receive(company, "erasure")))

    case = reopen(case, now=desk.MONDAY + timedelta(days=60))

    assert case.clock.due_on == date(2026, 12, 23)
    assert "That day has passed: we are late" in _letter(case)


def test_it_can_be_answered_and_closed_once_more(identified):
    desk.closed(identified)
    reopen(identified)

    desk.in_review(identified, now=LATER)
    desk.approved(identified, now=LATER)
    answering.release(case_id=identified.pk, actor="user:2", now=LATER)
    case = closing.close(case_id=identified.pk, outcome="fulfilled", actor="user:1", now=LATER)

    assert _fresh(case).clock.stopped_on == LATER.date()


def test_a_refusal_is_taken_back_with_its_ground(identified):
    desk.refused(
        identified,
        ground="manifestly-excessive",
        facts="The fourth time.",
        actor="user:1",
        now=desk.MONDAY,
    )

    case = reopen(identified)

    assert case.refusal_ground == ""
    assert Event.objects.get(event="case.reopened").facts["ground"] == "manifestly-excessive"


def test_the_owner_is_kept(identified):
    owner = desk.person(Role.OFFICER, identified.company)
    assigning.take(case_id=identified.pk, actor=owner.actor, now=desk.MONDAY)
    desk.closed(identified)

    assert reopen(identified).owner == owner


def test_who_was_never_identified_is_asked_again(case):
    closing.withdraw(case_id=case.pk, actor="requester", now=desk.MONDAY)

    assert reopen(case).status == "verifying"


def test_a_check_that_failed_waits_for_proof_again(case):
    passport = ItemSpec("passport", "document", "Passport")
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[passport],
        doubt="unknown-address",
        facts="Not on file.",
        actor="user:1",
        now=desk.MONDAY,
    )
    lapsing.lapse(case_id=case.pk, reason="no-answer", actor="user:1", now=LATER)

    reopen(case, now=LATER)
    verifying.accept_identity(
        case_id=case.pk, method="by_officer", note="By phone", actor="user:1", now=LATER
    )

    case = _fresh(case)
    assert case.status == "in_progress"
    assert case.clock.due_on is not None


def test_a_question_that_stopped_the_clock_is_still_open(identified):
    desk.asked(identified)
    closing.withdraw(case_id=identified.pk, actor="requester", now=WEEK_LATER)

    case = reopen(identified)

    assert case.status == "awaiting_requester"
    assert label_of(case).code == "needs_answer"
    clarifying.answer_question(case_id=case.pk, text="All calls.", now=LATER)
    assert _fresh(case).clock.due_on is not None


def test_an_integrator_sees_it_running_again(identified):
    desk.closed(identified)

    shown = as_json(reopen(identified), now=WEEK_LATER)

    assert (shown["status"], shown["outcome"]) == ("in_progress", None)
    assert shown["clock"]["state"] == "running"
    assert "reopened" in [step["what"] for step in shown["why"]]


def test_an_open_case_is_not_opened(identified):
    with pytest.raises(NotAllowed, match="Open again"):
        reopen(identified)


def test_without_a_reason_it_stays_closed(identified):
    desk.closed(identified)

    with pytest.raises(Invalid, match="Write the reason"):
        reopen(identified, reason="  ")

    case = _fresh(identified)
    assert (case.status, case.outcome) == ("closed", "fulfilled")
    assert case.clock.stopped_on is not None


def test_nobody_is_left_to_answer_once_the_person_was_erased(identified):
    desk.closed(identified)
    shred(data_key_id=identified.data_key_id, now=WEEK_LATER)

    with pytest.raises(NotAllowed, match="have been erased"):
        reopen(identified)


def _fresh(case: Case) -> Case:
    return Case.objects.select_related("clock").get(pk=case.pk)


def test_what_had_gone_up_before_it_was_closed_goes_up_anew(identified):
    Escalation.objects.create(
        case=identified,
        company=identified.company,
        level="lead",
        kind="due-3",
        raised_at=desk.MONDAY,
        due_on=identified.clock.due_on,
    )
    desk.closed(identified)

    case = reopen(identified)

    assert escalations(case) == []
    lead = desk.person(Role.LEAD, case.company)
    Reminder.objects.filter(clock=case.clock).exclude(kind="due-3").delete()
    take_reminders(now=desk.MONDAY + timedelta(days=28))
    assert [one.level for one in unanswered(now=desk.MONDAY + timedelta(days=60))] == ["lead"]
    assert Notice.objects.filter(user=lead, kind="due-3").exists()


def _letter(case: Case) -> str:
    sent = Message.objects.get(case=case, kind="reopened", direction="out")
    return unseal(sent, "body")["text"]
