"""Ten thousand random requests for each rule: every date is what a day-by-day count gives."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.calendar import add_months
from deadlines.holidays import calendar_of
from deadlines.rules import RULES
from deadlines.working import Event, Promise, Working, compute

from . import oracle
from .other_holidays import is_holiday
from .random_facts import Facts

CASES = 10_000


def worked(facts: Facts) -> Working:
    return compute(
        rule=facts.rule,
        calendar=facts.place,
        received=facts.received,
        request=facts.request,
        events=[Event(*event) for event in facts.events],
        promise=Promise(*facts.promise, "policy") if facts.promise else None,
    )


def adds_up(working: Working) -> bool:
    """The start and the days of the steps are the law's date."""
    if working.statutory_on is None:
        return all(step.what not in ("roll", "due") or working.due_on for step in working.steps)
    walked = sum(step.days or 0 for step in working.steps)
    return working.started_on + timedelta(days=walked) == working.statutory_on


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_dates_are_those_of_a_count_by_hand(rule):
    random = Random(rule)
    refuse_early = oracle.LAWS[rule].refuse_early
    for n in range(CASES):
        facts = Facts(rule, random)
        hand = oracle.answer(
            rule, facts.place, facts.received, facts.request, facts.events, facts.promised()
        )

        working = worked(facts)

        assert hand == (
            working.state, working.started_on, working.excluded_days, working.nominal,
            working.statutory_on, working.notice_by, working.extended, working.late_extension,
            working.due_on,
        ), vars(facts)  # fmt: skip
        assert working.refuse_by == (hand.limit if refuse_early else hand.law), vars(facts)
        assert adds_up(working), vars(facts)
        if n % 10 == 0:
            assert all(step.text.endswith(".") for step in working.steps), vars(facts)
            assert Working.from_json(working.to_json()) == working


@pytest.mark.parametrize("rule", ["uk-gdpr-12a", "uk-gdpr-ico", "gdpr-eu-1182"])
def test_the_random_requests_meet_everything_that_can_happen(rule):
    random, met = Random(rule), Counter[str]()
    for _ in range(CASES // 10):
        working = worked(Facts(rule, random))
        met += Counter({working.state, *(step.what for step in working.steps)})
        met["extended"] += working.extended
        met["promise leads"] += working.due_on == working.promise_on != working.statutory_on
        met["in vain"] += any("already run out" in step.text for step in working.steps)

    always = {"paused", "open", "left-out", "late-extension", "second-extension", "promise leads"}
    always |= {"extended", "in vain", "identity-waived", "fee-waived", "identity-given", "roll"}
    always |= {"starts-later", "start"} if rule.startswith("uk") else set()
    assert {what for what in always if met[what] < 10} == set()


def test_the_second_count_knows_every_rule():
    assert set(oracle.LAWS) == set(RULES)


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.dates(date(2026, 2, 5), date(2045, 12, 31)),
    st.integers(0, 25),
    st.integers(0, 90),
    st.sampled_from([("uk-gdpr-12a", "GB-ENG"), ("gdpr-eu-1182", "SE")]),
)
def test_the_days_left_of_a_paused_clock_are_kept_however_long_it_waits(received, asked, wait, law):
    rule, place = law
    question = Event("pause", received + timedelta(days=asked))
    today = question.on + timedelta(days=wait)

    paused = compute(rule=rule, calendar=place, received=received, events=[question], today=today)
    answered = compute(
        rule=rule, calendar=place, received=received, events=[question, Event("resume", today)]
    )

    assert (paused.due_on, paused.notice_by, paused.refuse_by) == (None, None, None)
    assert paused.if_answered_today == answered.due_on
    assert paused.days_left_if_paused == (answered.nominal - today).days


@pytest.mark.parametrize("rule", ["uk-gdpr-12a", "uk-gdpr-ico", "gdpr-eu-1182"])
def test_a_question_on_the_last_day_makes_no_answer_late_before_it_can_be_given(rule):
    """Whether that day is the law's own or one that a weekend or a holiday moved it to."""
    random, met = Random(rule), Counter[str]()
    for _ in range(CASES // 5):
        facts = Facts(rule, random)
        facts.request, facts.promise, facts.events = "access", None, []
        if random.random() < 0.3:
            by = random.choice(((1, "days"), (9, "days"), (2, "months")))
            facts.events.append(("extend", facts.received, *by))
        for _ in range(random.choice((1, 1, 2))):
            asked = worked(facts).due_on
            came = asked + timedelta(days=random.randrange(20))
            facts.events += [("pause", asked, None, None), ("resume", came, None, None)]
        told = came + timedelta(days=random.randrange(-5, 5))
        facts.events += random.choice(([], [("extend", max(told, facts.received), 1, "months")]))
        hand = oracle.answer(rule, facts.place, facts.received, "access", facts.events)

        working = worked(facts)

        assert working.due_on >= came, vars(facts)
        assert (working.nominal, working.due_on) == (hand.nominal, hand.due), vars(facts)
        assert (working.notice_by, working.extended) == (hand.limit, hand.extended), vars(facts)
        assert adds_up(working), vars(facts)
        # By a reading that has the question come too late, the answer had been due before it.
        assert working.safe_on >= came or working.safe_on < asked, vars(facts)
        met += Counter(step.what for step in working.steps)
    assert met["ends-with-answer"] > 100


@pytest.mark.parametrize("place", ["GB-ENG", "SE", "US"])
def test_both_counts_know_the_same_weekday_holidays(place):
    calendar, day = calendar_of(place), date(2024, 1, 1)
    while day.year < 2048:
        if day.weekday() < 5:
            assert (day in calendar) == is_holiday(day, place), day
        day += timedelta(days=1)


@settings(max_examples=300, deadline=None, database=None)
@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 40))
def test_months_are_added_as_a_calendar_is_walked(on, count):
    assert add_months(on, count) == oracle.months_later(on, count)
