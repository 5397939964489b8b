"""The record of a clock put right: what follows, what is kept, and what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from deadlines.holidays import Overrides
from deadlines.models import Clock, ClockEvent
from deadlines.operations import (
    ClockError,
    add_event,
    correct_receipt,
    preview_terms,
    recalculate,
    reopen_clock,
    stop_clock,
)
from deadlines.working import Promise

from .clocks import NOW, start, tell

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
DAYS_28 = Promise(28, "days", "policy 3")
FOUNDERS = Overrides(added={date(2026, 12, 2): "Founders' Day"})
NOTHING_NEW = {"calendar": "GB-ENG", "overrides": None, "promise": None, "target_days": None}


def corrected(clock: Clock, on: str, **changes) -> Clock:
    facts = {"rule": "uk-gdpr-12a", "promise": None, "now": NOW, "today": TODAY}
    received_on = date.fromisoformat(on)
    return correct_receipt(clock_id=clock.pk, received_on=received_on, **{**facts, **changes})


def counted_again(clock: Clock, kind: str = "recalculated", **terms) -> Clock:
    terms = {**NOTHING_NEW, **terms}
    return recalculate(clock_id=clock.pk, kind=kind, now=NOW, today=TODAY, **terms)


def stopped(on: str = "2026-11-20") -> Clock:
    return stop_clock(clock_id=start().pk, on=date.fromisoformat(on), now=NOW)


def said(clock: Clock, what: str) -> str:
    return next(step.text for step in clock.explained.steps if step.what == what)


def last_note(clock: Clock) -> tuple[str, date, date | None, date | None]:
    note = clock.events.order_by("pk").last()
    return (note.kind, note.on, note.was, note.became)


def test_a_corrected_receipt_moves_every_date_and_is_told_with_both_days():
    clock = corrected(start(), "2026-10-30", promise=DAYS_28)

    clock = Clock.objects.get(pk=clock.pk)
    assert (clock.received_on, clock.statutory_on) == (date(2026, 10, 30), date(2026, 11, 30))
    assert clock.due_on == clock.promise_on == date(2026, 11, 27)
    assert last_note(clock) == (
        "receipt-corrected", TODAY, date(2026, 11, 2), date(2026, 10, 30)
    )  # fmt: skip
    assert said(clock, "receipt-corrected") == (
        "On Monday 23 November 2026 the day of receipt was corrected from Monday 2 November 2026 "
        "to Friday 30 October 2026."
    )


def test_a_receipt_before_a_change_of_law_is_counted_by_the_rule_of_that_day():
    clock = start(received_on=date(2026, 2, 5))

    clock = corrected(clock, "2026-02-04", rule="uk-gdpr-ico")

    assert (clock.rule, clock.due_on) == ("uk-gdpr-ico", date(2026, 3, 4))


def test_an_extension_is_late_if_the_request_came_earlier_than_was_thought():
    clock = tell(start(received_on=date(2026, 10, 19)), "extend", "2026-11-19")
    assert clock.extended

    clock = corrected(clock, "2026-10-16")

    assert (clock.extended, clock.due_on) == (False, date(2026, 11, 16))
    assert clock.explained.late_extension


def test_a_corrected_receipt_leaves_older_notes_in_the_working():
    clock = recalculate(
        clock_id=start().pk, kind="recalculated", now=NOW, today=date(2026, 11, 3), **NOTHING_NEW
    )

    clock = corrected(clock, "2026-11-10")

    assert clock.due_on == date(2026, 12, 10)
    assert {"recalculated", "receipt-corrected"} < {step.what for step in clock.explained.steps}


@pytest.mark.parametrize(
    ("on", "changes", "sentence"),
    [
        ("2026-11-24", {}, "received on Tuesday 24 November 2026, which is still to come."),
        ("2026-11-02", {}, "recorded as received on Monday 2 November 2026 already."),
        ("2026-11-11", {}, "after what is recorded for Tuesday 10 November 2026."),
        ("2026-02-04", {}, "is for requests received from Thursday 5 February 2026"),
        ("2026-10-30", {"rule": "gdpr"}, "There is no rule 'gdpr'"),
        ("2026-10-30", {"promise": Promise(4, "weeks", "policy")}, "cannot be counted"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_and_nothing_changes(on, changes, sentence):
    clock = tell(start(), "pause", "2026-11-10")

    with pytest.raises(ClockError, match=sentence):
        corrected(clock, on, **changes)

    kept = Clock.objects.get(pk=clock.pk)
    assert (kept.received_on, kept.rule, kept.state) == (date(2026, 11, 2), clock.rule, "paused")
    assert [event.kind for event in kept.events.all()] == ["pause"]


def test_without_a_tenants_date_any_day_that_is_today_somewhere_may_be_the_receipt():
    assert (
        correct_receipt(
            clock_id=start().pk, received_on=TODAY, rule="uk-gdpr-12a", promise=None, now=NOW
        )
        .events.get()
        .on
        == TODAY
    )
    with pytest.raises(ClockError, match="still to come"):
        start(received_on=date(2026, 11, 25))
    with pytest.raises(ClockError, match="still to come"):
        start(received_on=TODAY, today=date(2026, 11, 22))


def test_a_recalculated_clock_follows_the_new_terms_and_tells_both_dates():
    clock = counted_again(start(received_on=date(2026, 10, 30)), promise=DAYS_28, target_days=5)

    clock = Clock.objects.get(pk=clock.pk)
    assert (clock.due_on, clock.target_on) == (date(2026, 11, 27), date(2026, 11, 20))
    assert (clock.promise, clock.target_days) == (DAYS_28, 5)
    assert last_note(clock) == ("recalculated", TODAY, date(2026, 11, 30), date(2026, 11, 27))
    assert said(clock, "recalculated") == (
        "On Monday 23 November 2026 the clock was counted again by the terms that were in force "
        "then; the due date went from Monday 30 November 2026 to Friday 27 November 2026."
    )


def test_a_changed_list_of_holidays_is_told_as_what_it_is():
    clock = counted_again(start(), "holidays-changed", overrides=FOUNDERS)

    assert (clock.due_on, clock.calendar_overrides) == (date(2026, 12, 3), FOUNDERS)
    assert "because the list of holidays had changed" in said(clock, "holidays-changed")


def test_a_date_that_stays_and_a_date_that_is_awaited_are_told_too():
    assert "due date stayed Wednesday 2 December" in said(counted_again(start()), "recalculated")

    waiting = counted_again(tell(start(), "pause", "2026-11-10"))

    assert last_note(waiting) == ("recalculated", TODAY, None, None)
    assert "there was no due date before or after." in said(waiting, "recalculated")


def test_a_preview_of_terms_saves_nothing_and_leaves_the_clock_as_it_was():
    clock = start()

    working = preview_terms(clock, **{**NOTHING_NEW, "overrides": FOUNDERS, "promise": DAYS_28})

    assert (working.due_on, working.statutory_on) == (date(2026, 11, 30), date(2026, 12, 3))
    assert (clock.due_on, clock.overrides, clock.promise) == (date(2026, 12, 2), {}, None)
    assert ClockEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"kind": "moved"}, "recalculated or holidays-changed, not 'moved'"),
        ({"calendar": "XX"}, "no holiday calendar 'XX'"),
        ({"target_days": 400}, "target of 400 days"),
    ],
)
def test_terms_that_cannot_be_counted_change_nothing(terms, sentence):
    clock = start()

    with pytest.raises(ClockError, match=sentence):
        counted_again(clock, **terms)

    kept = Clock.objects.get(pk=clock.pk)
    assert (kept.calendar, kept.target_days, kept.events.count()) == ("GB-ENG", None, 0)


def test_a_stopped_clock_is_neither_corrected_nor_recalculated():
    clock = stopped()

    for change in (
        lambda: corrected(clock, "2026-10-30"),
        lambda: counted_again(clock),
        lambda: preview_terms(clock, **NOTHING_NEW),
    ):
        with pytest.raises(ClockError, match="stopped on Friday 20 November 2026"):
            change()


def test_a_reopened_clock_runs_as_if_it_had_never_stopped():
    clock = reopen_clock(clock_id=stopped().pk, on=TODAY, now=NOW)

    clock = Clock.objects.get(pk=clock.pk)
    assert (clock.stopped_on, clock.due_on) == (None, date(2026, 12, 2))
    assert last_note(clock) == ("reopened", TODAY, date(2026, 11, 20), None)
    assert "which had been stopped on Friday 20 November 2026" in said(clock, "reopened")
    assert tell(clock, "pause", "2026-11-23").state == "paused"


def test_a_clock_may_stop_and_be_reopened_twice():
    clock = reopen_clock(clock_id=stopped().pk, on=TODAY, now=NOW)
    stop_clock(clock_id=clock.pk, on=TODAY, now=NOW)

    clock = reopen_clock(clock_id=clock.pk, on=TODAY, now=NOW)

    assert [event.kind for event in clock.events.all()] == ["reopened", "reopened"]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("2026-11-19", "before it was stopped on Friday 20"), ("2026-11-25", "still to come")],
)
def test_a_clock_is_not_reopened_before_its_stop_or_in_the_future(on, sentence):
    clock = stopped()

    with pytest.raises(ClockError, match=sentence):
        reopen_clock(clock_id=clock.pk, on=date.fromisoformat(on), now=NOW)

    assert Clock.objects.get(pk=clock.pk).stopped_on == date(2026, 11, 20)


def test_a_running_clock_cannot_be_reopened():
    with pytest.raises(ClockError, match="is running"):
        reopen_clock(clock_id=start().pk, on=TODAY, now=NOW)


def test_a_note_is_not_recorded_as_if_it_were_an_event():
    with pytest.raises(ClockError, match="recorded by doing it"):
        add_event(clock_id=start().pk, kind="reopened", on=TODAY, now=NOW)


@pytest.mark.parametrize("change", [lambda rows: rows.update(note="x"), lambda rows: rows.delete()])
def test_what_happened_is_neither_changed_nor_deleted(change):
    clock = tell(start(), "pause", "2026-11-10")

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        change(clock.events.all())

    assert clock.events.get().note == ""


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_nor_by_a_session_that_calls_itself_a_replica(role):
    clock = tell(start(), "pause", "2026-11-10")
    change = f"SET LOCAL session_replication_role = {role}; UPDATE deadlines_clockevent SET by = 1"

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(change)

    assert clock.events.get().by is None
