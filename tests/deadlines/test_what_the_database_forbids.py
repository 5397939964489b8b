"""Rows that no function here writes are refused by the database itself."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from deadlines import operations
from deadlines.models import Clock, ClockEvent, Reminder
from deadlines.working import Promise

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return operations.start_clock(
        company_id=7,
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        request="access",
        received_on=date(2026, 10, 30),
        promise=Promise(28, "days", "policy 2"),
        now=NOW,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "asleep"},
        {"due_on": None},
        {"statutory_on": None},
        {"state": "paused"},
        {"state": "starts-later", "due_on": None, "statutory_on": None},
        {"started_on": None},
        {"started_on": date(2026, 10, 29)},
        {"due_on": date(2026, 11, 30)},
        {"promise_on": None},
        {"promise_unit": "weeks"},
        {"promise_count": 0},
        {"promise_count": None},
        {"stopped_on": date(2026, 10, 29)},
    ],
    ids=str,
)
def test_a_clock_that_contradicts_itself_is_refused(clock, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(**changes)


def test_without_a_promise_the_due_date_is_the_laws(clock):
    bare = {"promise_count": None, "promise_unit": "", "promise_source": "", "promise_on": None}
    Clock.objects.filter(pk=clock.pk).update(**bare, due_on=clock.statutory_on)

    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(due_on=date(2026, 11, 27))


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "nap"},
        {"kind": "extend"},
        {"kind": "extend", "unit": "months"},
        {"kind": "extend", "by": 2, "unit": "weeks"},
        {"kind": "pause", "by": 2, "unit": "months"},
    ],
    ids=str,
)
def test_an_event_that_makes_no_sense_is_refused(clock, event):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockEvent.objects.create(
            clock=clock, company_id=7, on=date(2026, 11, 2), recorded_at=NOW, **event
        )


def test_a_second_extension_is_refused(clock):
    extension = {"kind": "extend", "by": 1, "unit": "months", "recorded_at": NOW}
    ClockEvent.objects.create(clock=clock, company_id=7, on=date(2026, 11, 2), **extension)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClockEvent.objects.create(clock=clock, company_id=7, on=date(2026, 11, 3), **extension)


def test_the_same_reminder_twice_is_refused(clock):
    on = date(2026, 11, 27)
    reminder = {"clock": clock, "company_id": 7, "kind": "due-0", "on": on, "at": NOW}
    Reminder.objects.create(**reminder)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**reminder)


@pytest.mark.parametrize("model", [ClockEvent, Reminder])
def test_a_row_of_another_company_is_refused(clock, model):
    row = {"clock": clock, "company_id": 8, "kind": "pause", "on": date(2026, 11, 2)}
    row["recorded_at" if model is ClockEvent else "at"] = NOW

    with pytest.raises(IntegrityError, match="of_the_clocks_company"):
        commit(model, row)


@transaction.atomic
def commit(model: type[Model], row: dict[str, object]) -> None:
    model.objects.create(**row)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
