"""The working tells a person what made the date, and says where it is only our reading."""

import re
import timeit
from datetime import date

import pytest

from deadlines.errors import ClockError
from deadlines.working import Event, compute

D = date.fromisoformat


def uk(received: str, *events: Event, **more):
    return compute(
        rule="uk-gdpr-12a", calendar="GB-ENG", received=D(received), events=events, **more
    )


def eu(received: str, *events: Event, **more):
    return compute(rule="gdpr-eu-1182", calendar="SE", received=D(received), events=events, **more)


def told(working) -> list[tuple[str, str | None, int | None]]:
    return [(step.what, step.on and step.on.isoformat(), step.days) for step in working.steps]


def text_of(working, what: str) -> str:
    return next(step.text for step in working.steps if step.what == what)


def test_a_pause_is_told_from_the_receipt_to_the_due_date():
    working = uk("2026-10-16", Event("pause", D("2026-10-20")), Event("resume", D("2026-11-02")))

    assert told(working) == [
        ("received", "2026-10-16", None),
        ("question-asked", "2026-10-20", None),
        ("question-answered", "2026-11-02", None),
        ("period", "2026-11-16", 31),
        ("left-out", "2026-11-30", 14),
        ("roll", "2026-11-30", 0),
        ("due", "2026-11-30", None),
    ]
    assert text_of(working, "left-out") == (
        "14 days do not count, which moves the date to Monday 30 November 2026."
    )
    assert working.certainty == "statute"


@pytest.mark.parametrize(("ask", "days"), [(uk, 1), (eu, 2)])
def test_a_question_on_a_day_the_date_was_moved_to_leaves_time_until_the_answer(ask, days):
    """One month from 1 July ends on Saturday 1 August, and so on Monday the 3rd."""
    asked = Event("pause", D("2026-08-03"))

    working = ask("2026-07-01", asked, Event("resume", D("2026-08-06")))

    assert (working.due_on, working.safe_on) == (D("2026-08-06"), D("2026-08-06"))
    assert (working.notice_by, working.certainty) == (D("2026-08-06"), "reading")
    assert ("ends-with-answer", "2026-08-06", days) in told(working)
    assert text_of(working, "ends-with-answer") == (
        "We asked on a day that the date had been moved to, so the time was not over, and it "
        "cannot run out while it stands still; that it ends with the answer, on Thursday 6 August "
        "2026, is our reading, and the earlier date is used."
    )


def test_asked_and_answered_on_the_day_the_date_was_moved_to_it_stays():
    on = D("2026-08-03")

    working = eu("2026-07-01", Event("pause", on), Event("resume", on))

    assert (working.due_on, working.nominal) == (on, D("2026-08-01"))
    assert "ends-with-answer" not in {step.what for step in working.steps}


def test_each_day_passed_over_is_named_with_its_holiday():
    working = uk("2026-11-25")

    roll = working.steps[-2]
    assert roll.names == ("Christmas Day", "Boxing Day", "Boxing Day (observed)")
    assert roll.text == (
        "Friday 25 December (Christmas Day), Saturday 26 December (Boxing Day), Sunday 27 December "
        "and Monday 28 December (Boxing Day, observed) are not working days in England, so the "
        "date moves to Tuesday 29 December 2026."
    )


def test_a_month_too_short_says_why_it_ends_early():
    assert text_of(eu("2027-01-29"), "period") == (
        "February 2027 has no day 29, so one month ends on its last day, Sunday 28 February 2027."
    )


def test_the_same_facts_under_two_laws_give_two_dates():
    events = Event("id-requested", D("2026-11-12")), Event("id-received", D("2026-11-19"))

    assert uk("2026-11-02", *events).due_on == D("2026-12-21")
    assert eu("2026-11-02", *events).due_on == D("2026-12-09")


def test_a_reading_is_called_one_and_says_that_the_earlier_date_is_used():
    events = Event("pause", D("2026-06-10")), Event("resume", D("2026-06-15"))

    working = eu("2026-06-08", *events)

    assert working.certainty == "reading"
    asked = next(step for step in working.steps if step.what == "question-asked")
    assert asked.certainty == "reading"
    assert "our reading, and the earlier date is used" in asked.text


def test_a_british_pause_from_the_day_of_receipt_is_a_reading_too():
    events = Event("pause", D("2026-06-01")), Event("resume", D("2026-06-05"))

    working = uk("2026-06-01", *events)

    assert (working.excluded_days, working.certainty) == (4, "reading")


def test_overlapping_questions_count_each_day_once():
    overlap = [Event("pause", D("2026-09-10")), Event("resume", D("2026-09-16")),
               Event("pause", D("2026-09-14")), Event("resume", D("2026-09-18"))]  # fmt: skip
    assert uk("2026-09-07", *overlap).excluded_days == 9
    assert eu("2026-09-07", *overlap).excluded_days == 8

    both = [Event("id-requested", D("2026-09-08")), Event("id-received", D("2026-09-15")),
            Event("pause", D("2026-09-10")), Event("resume", D("2026-09-18"))]  # fmt: skip
    assert eu("2026-09-07", *both).excluded_days == 10


def test_a_question_answered_once_of_two_is_still_open():
    asked_twice = [Event("pause", D("2026-09-10")), Event("pause", D("2026-09-11")),
                   Event("resume", D("2026-09-12"))]  # fmt: skip

    assert uk("2026-09-07", *asked_twice).state == "paused"


def test_more_proof_asked_for_moves_the_british_start_to_the_last_receipt():
    first = [Event("id-requested", D("2026-09-02")), Event("id-received", D("2026-09-08"))]
    more = [Event("id-requested", D("2026-09-09")), Event("id-received", D("2026-09-15"))]

    assert uk("2026-09-01", *first, *more).started_on == D("2026-09-15")


def test_proof_that_came_in_two_parts_starts_the_british_month_with_the_second():
    parts = Event("id-received", D("2026-09-08")), Event("id-received", D("2026-09-11"))

    working = uk("2026-09-01", Event("id-requested", D("2026-09-02")), *parts)

    assert (working.started_on, working.due_on) == (D("2026-09-11"), D("2026-10-12"))


def test_an_open_question_shows_the_days_left_and_what_an_answer_today_would_give():
    working = uk("2026-11-18", Event("pause", D("2026-11-23")), today=D("2026-11-26"))

    assert (working.state, working.due_on, working.notice_by) == ("paused", None, None)
    assert (working.days_left_if_paused, working.if_answered_today) == (26, D("2026-12-22"))
    assert text_of(working, "open").endswith("once it is here, the law leaves 26 days.")
    assert "due" not in [step.what for step in working.steps]


def test_a_question_on_the_day_the_date_rolled_to_leaves_no_days():
    working = eu("2027-01-28", Event("pause", D("2027-03-01")), today=D("2027-03-02"))

    assert (working.days_left_if_paused, working.if_answered_today) == (0, D("2027-03-02"))


def test_awaited_identity_starts_the_british_clock_later():
    working = uk("2026-11-02", Event("id-requested", D("2026-11-03")), today=D("2026-11-19"))

    assert (working.state, working.started_on, working.due_on) == ("starts-later", None, None)
    assert working.if_answered_today == D("2026-12-21")
    assert working.days_left_if_paused is None


def test_a_fee_starts_the_british_clock_later_and_does_nothing_in_the_union():
    charged = Event("fee-charged", D("2026-06-05"))

    assert uk("2026-06-01", charged).state == "starts-later"
    working = eu("2026-06-01", charged)
    assert (working.state, working.due_on) == ("running", D("2026-07-01"))
    assert "does not change the date" in text_of(working, "fee-asked")


def test_a_late_extension_is_a_fact_without_effect():
    working = eu("2026-05-18", Event("extend", D("2026-06-19"), 2, "months"))

    assert (working.extended, working.late_extension) == (False, True)
    assert working.due_on == D("2026-06-18")
    assert "the last day for that was Thursday 18 June 2026" in text_of(working, "late-extension")


def test_what_the_law_does_not_know_changes_nothing_and_says_so():
    capped = uk("2026-03-10", Event("extend", D("2026-04-08"), 6, "months"))
    assert capped.due_on == D("2026-06-10")
    assert "the most that the law allows" in text_of(capped, "extended")

    twice = uk("2026-03-10", Event("extend", D("2026-04-01"), 1, "months"),
               Event("extend", D("2026-04-08"), 1, "months"))  # fmt: skip
    assert twice.due_on == D("2026-05-11")
    assert "only once" in text_of(twice, "second-extension")

    none = compute(rule="lgpd-15", calendar="none", received=D("2026-03-09"),
                   events=[Event("extend", D("2026-03-10"), 15, "days")])  # fmt: skip
    assert none.due_on == D("2026-03-24")
    assert "allows no extension" in text_of(none, "no-extension")


@pytest.mark.parametrize(("asked", "answered"), [("pause", "resume"),
                                                 ("id-requested", "id-received")])  # fmt: skip
def test_a_question_asked_after_the_time_ran_out_revives_nothing(asked, answered):
    events = Event(asked, D("2026-04-14")), Event(answered, D("2026-04-20"))

    working = uk("2026-03-10", *events)

    assert (working.state, working.due_on) == ("running", D("2026-04-10"))
    assert any("already run out" in step.text for step in working.steps)


def test_a_question_within_an_extension_still_counts():
    working = uk("2026-03-10", Event("extend", D("2026-04-08"), 2, "months"),
                 Event("pause", D("2026-05-04")), Event("resume", D("2026-05-08")))  # fmt: skip

    assert (working.excluded_days, working.due_on) == (5, D("2026-06-15"))


def test_a_refusal_in_the_union_cannot_wait_for_the_extended_date():
    extended = Event("extend", D("2026-04-08"), 2, "months")

    assert eu("2026-03-10", extended).refuse_by == D("2026-04-10")
    assert uk("2026-03-10", extended).refuse_by == D("2026-06-10")


def test_a_weekend_that_moves_nothing_is_named():
    working = compute(rule="ccpa-45", calendar="none", received=D("2026-03-05"))

    assert (working.due_on, working.certainty) == (D("2026-04-19"), "reading")
    assert "is at the weekend" in text_of(working, "roll")


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([Event("resume", D("2026-03-12"))], "has no open question before it"),
        ([Event("pause", D("2026-03-01"))], "cannot come before the request"),
        ([Event("nap", D("2026-03-12"))], "no kind of event 'nap'"),
        ([Event("extend", D("2026-03-12"), 0, "days")], "extension by 0 is not possible"),
        ([Event("extend", D("2026-03-12"), 2, "weeks")], "unit 'weeks' is not known"),
        ([Event("pause", D("3026-03-12"))], "outside the years 2000 to 2099"),
    ],
)
def test_facts_that_contradict_one_another_are_refused_in_a_sentence(events, sentence):
    with pytest.raises(ClockError, match=re.escape(sentence)):
        uk("2026-03-10", *events)


def test_a_date_with_its_working_costs_next_to_nothing():
    events = Event("pause", D("2026-10-20")), Event("resume", D("2026-11-02"))

    best = min(timeit.repeat(lambda: uk("2026-10-16", *events), number=100, repeat=7)) / 100

    assert best < 200e-6
