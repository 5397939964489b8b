"""What a policy promises of its own stands beside the law, and the working says which one leads."""

import pytest

from deadlines.errors import ClockError
from deadlines.working import Event, Promise

from .test_saying_why import D, eu, text_of, uk


def test_a_promise_still_stands_while_the_law_waits_but_nothing_is_due():
    working = uk("2026-11-02", Event("id-requested", D("2026-11-03")),
                 promise=Promise(28, "days", "policy 3"))  # fmt: skip

    assert (working.promise_on, working.due_on) == (D("2026-11-30"), None)
    assert text_of(working, "promise").endswith("and no question of ours moves that day.")
    assert "the law gives one month from the day" in text_of(working, "open")


@pytest.mark.parametrize(
    ("asked", "came", "statutory"),
    [("pause", "resume", "2026-12-29"), ("id-requested", "id-received", "2027-01-11")],
)
def test_a_promise_that_passed_while_we_waited_is_not_said_to_be_kept(asked, came, statutory):
    """Asked on 13 November, answered on 10 December; promised by 27 November."""
    events = Event(asked, D("2026-11-13")), Event(came, D("2026-12-10"))

    working = uk("2026-10-30", *events, promise=Promise(28, "days", "policy 3"))

    assert (working.due_on, working.statutory_on) == (D("2026-11-27"), D(statutory))
    told = text_of(working, "promise")
    assert told.endswith("though it had passed before all that we asked for had come.")
    assert "is kept" not in told
    assert text_of(working, "due") == "The answer is due by Friday 27 November 2026."


def test_an_open_question_leaves_days_by_the_law_though_the_promise_has_passed():
    working = uk("2026-10-30", Event("pause", D("2026-11-13")), today=D("2026-12-10"),
                 promise=Promise(28, "days", "policy 3"))  # fmt: skip

    assert text_of(working, "open").endswith("the law leaves 18 days.")
    assert working.if_answered_today == D("2026-11-27")


def test_a_question_without_effect_does_not_make_a_promise_late():
    events = Event("fee-charged", D("2026-11-13")), Event("fee-paid", D("2026-12-10"))

    working = eu("2026-10-30", *events, promise=Promise(28, "days", "policy 3"))

    assert text_of(working, "promise").endswith(", so it is kept.")


def test_a_promise_is_a_step_with_its_own_source():
    working = uk("2026-10-30", promise=Promise(28, "days", "policy 3, section 4"))

    step = working.steps[-2]
    assert (step.what, step.source, step.certainty) == ("promise", "policy 3, section 4", "policy")
    assert "earlier than the law's Monday 30 November 2026" in step.text
    assert (working.due_on, working.certainty) == (D("2026-11-27"), "policy")


def test_a_lawful_extension_takes_the_place_of_the_promise():
    events = (Event("extend", D("2026-11-10"), 2, "months"),)
    working = uk("2026-10-30", *events, promise=Promise(28, "days", "policy 3"))

    assert (working.promise_on, working.statutory_on) == (D("2026-11-27"), D("2027-02-01"))
    assert working.due_on == working.statutory_on
    assert "took its place" in text_of(working, "promise")


def test_a_late_extension_leaves_the_promise_leading():
    events = (Event("extend", D("2026-12-20"), 2, "months"),)
    working = uk("2026-10-30", *events, promise=Promise(28, "days", "policy 3"))

    assert working.due_on == working.promise_on == D("2026-11-27")


def test_a_promise_no_earlier_than_the_law_decides_nothing():
    working = uk("2026-11-02", promise=Promise(60, "days", "policy 3"))

    assert (working.due_on, working.certainty) == (D("2026-12-02"), "statute")
    assert "not earlier than the law's date" in text_of(working, "promise")


@pytest.mark.parametrize(("count", "unit"), [(0, "days"), (4, "weeks"), (9999, "days")])
def test_a_promise_that_cannot_be_counted_is_refused(count, unit):
    with pytest.raises(ClockError, match="cannot be counted"):
        uk("2026-03-10", promise=Promise(count, unit, "policy"))
