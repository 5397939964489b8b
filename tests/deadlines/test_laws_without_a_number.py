"""Laws that say how an answer is to come and not within how many days."""

from datetime import date

import pytest

from deadlines.errors import ClockError
from deadlines.telling import plain_table, sentence
from deadlines.working import Event, Promise, Working, compute

from .clocks import start, tell

RECEIVED = date(2026, 11, 2)
DAYS_10, DAYS_30 = Promise(10, "days", "policy 1"), Promise(30, "days", "policy 1")


def worked(rule: str, *events: Event, promise: Promise | None = None, **more) -> Working:
    return compute(
        rule=rule, calendar="none", received=RECEIVED, events=events, promise=promise, **more
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("ae-pdpl", "The law sets no fixed period in days or months for the answer."),
        ("ng-ndpa", "The law asks for an answer without unreasonable delay and sets no fixed "
                    "period in days or months."),
        ("lgpd-at-once", "The law asks for an answer immediately and sets no fixed period in days "
                         "or months."),
    ],
)  # fmt: skip
def test_there_is_no_date_and_the_working_says_that_the_law_names_none(rule, told):
    working = worked(rule)

    assert (working.state, working.started_on) == ("open-ended", RECEIVED)
    assert (working.due_on, working.statutory_on, working.safe_on) == (None, None, None)
    assert [step.text for step in working.steps][1:] == [told]
    assert sentence(working) == (
        "The law names no number of days for this answer, only that it must not be delayed."
    )
    assert told in " ".join(plain_table(working).split())


def test_japan_has_an_aim_of_two_weeks_that_is_called_a_reading():
    working = worked("jp-appi")

    assert (working.due_on, working.statutory_on) == (date(2026, 11, 16), None)
    assert (working.safe_on, working.certainty) == (date(2026, 11, 16), "reading")
    assert "may go to court" in working.steps[2].text
    assert sentence(working) == (
        "The law names no number of days for this answer; it is due by Monday 16 November 2026, "
        "which is our own aim."
    )


@pytest.mark.parametrize(
    ("rule", "promise", "due", "certainty"),
    [
        ("ae-pdpl", DAYS_30, "2026-12-02", "policy"),
        ("jp-appi", DAYS_10, "2026-11-12", "policy"),
        ("jp-appi", DAYS_30, "2026-11-16", "reading"),  # the earlier of promise and aim
    ],
)
def test_a_promise_leads_where_the_law_is_silent(rule, promise, due, certainty):
    working = worked(rule, promise=promise)

    assert working.due_on == date.fromisoformat(due)
    assert (working.statutory_on, working.certainty) == (None, certainty)
    assert working.steps[-1].text.startswith("The answer is due by")


def test_what_is_asked_changes_nothing_and_says_so():
    working = worked(
        "jp-appi", Event("pause", RECEIVED), Event("extend", date(2026, 11, 3), 5, "days")
    )

    assert (working.state, working.due_on) == ("open-ended", date(2026, 11, 16))
    told = " ".join(step.text for step in working.steps)
    assert "does not change the date of such a request" in told
    assert "this rule allows no extension, so it has no effect" in told


@pytest.mark.django_db
def test_a_clock_may_run_without_a_last_day_and_takes_no_pause():
    clock = start(rule="ng-ndpa", calendar="none", target_days=3)

    assert (clock.state, clock.due_on, clock.target_on) == ("open-ended", None, None)
    with pytest.raises(ClockError, match="does not let a question stop"):
        tell(clock, "pause", "2026-11-10")
    with pytest.raises(ClockError, match="does not allow an extension"):
        tell(clock, "extend", "2026-11-10")


@pytest.mark.django_db
def test_a_clock_without_a_last_day_keeps_its_promise_and_its_aim():
    promised = start(rule="ng-ndpa", calendar="none", promise=DAYS_30, target_days=3)
    assert (promised.due_on, promised.target_on) == (date(2026, 12, 2), date(2026, 11, 27))

    assert start(rule="jp-appi", calendar="none").due_on == date(2026, 11, 16)


def test_counting_it_again_does_not_say_that_a_date_is_awaited():
    working = worked("ae-pdpl", Event("recalculated", RECEIVED))

    assert working.steps[-1].text.endswith("; there was no due date before or after.")
