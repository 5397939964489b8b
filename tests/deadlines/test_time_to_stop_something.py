"""Whole days in which somebody may stop what they asked for, and never so that we are late."""

from datetime import date

import pytest

from deadlines.holding_off import LONGEST, holding_off, told
from deadlines.holidays import calendar_of
from deadlines.speaking import LANGUAGES, speaking

ENGLAND = calendar_of("GB-ENG")
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "due_on", "until"),
    [
        (7, date(2026, 12, 23), date(2026, 11, 30)),
        (1, date(2026, 12, 23), date(2026, 11, 24)),
        (7, None, date(2026, 11, 30)),
        (7, date(2026, 12, 1), date(2026, 11, 30)),  # Tuesday is left for it
        (7, date(2026, 11, 30), date(2026, 11, 29)),  # Monday is
        (7, date(2026, 11, 29), date(2026, 11, 26)),  # a Sunday: Friday is the last working day
        (7, date(2026, 11, 25), date(2026, 11, 24)),
        (99, date(2027, 3, 1), date(2026, 12, 7)),  # the most that there is
    ],
)
def test_it_ends_with_a_day_and_leaves_a_working_day(days, due_on, until):
    assert holding_off(MONDAY, days, due_on, ENGLAND).until == until


def test_a_holiday_is_no_day_on_which_to_do_it():
    friday = date(2026, 12, 18)

    # Monday 28 December is Boxing Day, observed; Friday is Christmas. Thursday is left for it.
    assert holding_off(friday, 10, date(2026, 12, 28), ENGLAND).until == date(2026, 12, 23)


@pytest.mark.parametrize("due_on", [date(2026, 11, 24), MONDAY, date(2026, 11, 20)])
def test_where_the_answer_would_be_late_there_is_none(due_on):
    wait = holding_off(MONDAY, 7, due_on, ENGLAND)

    assert wait.until is None
    assert [step.what for step in wait.steps] == ["may-stop", "no-time-to-stop"]


def test_without_days_nothing_is_said():
    assert holding_off(MONDAY, 0, None, ENGLAND) == (None, ())


def test_the_working_says_what_shortened_it():
    wait = holding_off(MONDAY, 7, date(2026, 11, 27), ENGLAND)

    assert [step.text for step in wait.steps] == [
        "From Monday 23 November 2026 the person has 7 days in which to stop it, until the end of "
        "Monday 30 November 2026; the day on which they are told does not count.",
        "That would leave no working day for it before the answer is due, so it ends with "
        "Thursday 26 November 2026.",
    ]
    assert wait == told(MONDAY, 7, wait.until)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(language):
    with speaking(language):
        [first] = holding_off(MONDAY, LONGEST, None, ENGLAND).steps
        assert first.lang == ""
        assert ("Monday" in first.text) == (language == "en")
