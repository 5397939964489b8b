"""Our own target before the due date: a working day, never before the receipt, and no law's."""

from datetime import date

import pytest

from deadlines.errors import ClockError
from deadlines.working import Event, Promise, compute

from .clocks import start, tell


def aimed(received: str, days: int | None, calendar: str = "GB-ENG", **more):
    return compute(
        rule="uk-gdpr-12a",
        calendar=calendar,
        received=date.fromisoformat(received),
        target_days=days,
        **more,
    )


@pytest.mark.parametrize(
    ("received", "days", "target"),
    [
        ("2026-11-02", 5, "2026-11-27"),  # due Wednesday 2 December
        ("2026-11-02", 4, "2026-11-27"),  # Saturday, so the Friday before
        ("2026-11-02", 3, "2026-11-27"),  # Sunday
        ("2026-11-29", 2, "2026-12-24"),  # due 29 December: Sunday, Boxing Day, Christmas Day
        ("2026-11-02", 30, "2026-11-02"),
        ("2026-11-02", 60, "2026-11-02"),  # never before the receipt
        ("2026-11-01", 31, "2026-11-01"),  # nor rolled back before it, though it was a Sunday
    ],
)
def test_the_target_lies_so_many_days_before_on_a_working_day(received, days, target):
    assert aimed(received, days).target_on == date.fromisoformat(target)


@pytest.mark.parametrize("days", [0, None])
def test_without_a_number_of_days_there_is_no_target(days):
    assert aimed("2026-11-02", days).target_on is None


def test_a_weekend_is_no_target_where_no_holidays_are_known_either():
    working = aimed("2026-11-02", 4, calendar="none")

    assert working.target_on == date(2026, 11, 27)


def test_a_promise_that_leads_is_what_the_target_lies_before():
    working = aimed("2026-11-02", 3, promise=Promise(28, "days", "policy 1"))

    assert (working.due_on, working.target_on) == (date(2026, 11, 30), date(2026, 11, 27))


def test_a_target_is_in_no_step():
    assert aimed("2026-11-02", 5).steps == aimed("2026-11-02", None).steps


@pytest.mark.parametrize("days", [-1, 367])
def test_a_target_that_makes_no_sense_is_refused(days):
    with pytest.raises(ClockError, match=f"target of {days} days"):
        aimed("2026-11-02", days)


@pytest.mark.django_db
def test_a_clock_keeps_its_target_and_loses_it_while_it_waits():
    clock = start(target_days=5)
    assert (clock.target_days, clock.target_on) == (5, date(2026, 11, 27))

    assert tell(clock, "pause", "2026-11-10").target_on is None

    assert tell(clock, "resume", "2026-11-12").target_on == date(2026, 12, 2)


def test_while_something_is_awaited_there_is_no_target():
    waiting = aimed("2026-11-02", 5, events=[Event("pause", date(2026, 11, 10))])

    assert (waiting.due_on, waiting.target_on) == (None, None)
