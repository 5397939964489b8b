"""Whatever happens, the due date is the one that a day-by-day count of the same law gives."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines.calendar import add_months
from deadlines.holidays import calendar_of
from deadlines.working import Event, Promise, Working, compute

from . import oracle

MANY = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
receipts = st.dates(date(2026, 2, 5), date(2045, 12, 31))
# Asked within the shortest month, so that it is asked in time; answered the same day or later.
spans = st.tuples(st.integers(0, 25), st.integers(0, 40))
months = st.integers(1, 2)
# How a question ends: answered, taken back, or taken back, asked again at once and answered.
endings = st.sampled_from(["answered", "waived", "asked again"])
notices = st.none() | st.tuples(st.integers(0, 100), months)


def days(received: date, span: tuple[int, int]) -> tuple[date, date]:
    asked = received + timedelta(days=span[0])
    return asked, asked + timedelta(days=span[1])


def pair(question: str, answer: str, span: tuple[date, date]) -> list[Event]:
    return [Event(question, span[0]), Event(answer, span[1])]


def asked_for(thing: str, span: tuple[date, date], ending: str) -> list[Event]:
    """The events of one question for "id" or "fee" that ends in that way."""
    question, answer = {"id": ("id-requested", "id-received"), "fee": ("fee-charged", "fee-paid")}[
        thing
    ]
    if ending == "waived":
        return pair(question, f"{thing}-waived", span)
    before = [] if ending == "answered" else pair(question, f"{thing}-waived", (span[0], span[0]))
    return before + pair(question, answer, span)


def check_steps(working: Working) -> None:
    """The steps are the sum, and each can be looked up."""
    walked = sum(step.days or 0 for step in working.steps)
    assert working.started_on + timedelta(days=walked) == working.statutory_on
    assert all(s.rule and s.article and s.source and s.text.endswith(".") for s in working.steps)
    assert working.steps[-1].on == working.due_on


@MANY
@given(
    receipts,
    st.lists(spans, max_size=3),
    st.none() | st.tuples(spans, endings),
    st.none() | st.tuples(spans, endings),
    notices,
    st.sampled_from(["access", "erasure"]),
)
def test_a_month_in_england(received, pauses, identity, fee, notice, request_kind):
    pauses = [days(received, span) for span in pauses]
    events = [event for span in pauses for event in pair("pause", "resume", span)]
    start = received
    for thing, question in (("id", identity), ("fee", fee)):
        if question:
            span, ending = days(received, question[0]), question[1]
            events += asked_for(thing, span, ending)
            start = start if ending == "waived" else max(start, span[1])
    counted = pauses if request_kind == "access" else []
    excluded = timedelta(days=oracle.excluded_days(start, counted, first_too=True))
    limit = oracle.next_working_day(oracle.months_later(start, 1) + excluded, "GB-ENG")
    length = 1
    if notice:
        told = received + timedelta(days=notice[0])
        events.append(Event("extend", told, notice[1], "months"))
        length += notice[1] if told <= limit else 0

    working = compute(
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        received=received,
        request=request_kind,
        events=events,
    )

    nominal = oracle.months_later(start, length) + excluded
    assert working.due_on == oracle.next_working_day(nominal, "GB-ENG")
    assert (working.started_on, working.notice_by, working.nominal) == (start, limit, nominal)
    assert working.excluded_days == excluded.days
    assert working.late_extension == (notice is not None and length == 1)
    assert working.refuse_by == working.due_on
    check_steps(working)


@MANY
@given(receipts, st.lists(spans, max_size=3), st.none() | st.tuples(spans, endings), notices)
def test_a_month_in_sweden(received, pauses, identity, notice):
    waits = [days(received, span) for span in pauses]
    events = [event for span in waits for event in pair("pause", "resume", span)]
    if identity:
        span, ending = days(received, identity[0]), identity[1]
        events += asked_for("id", span, ending)
        waits += [] if ending == "waived" else [span]
    excluded = timedelta(days=oracle.excluded_days(received, waits, first_too=False))
    limit = oracle.next_working_day(oracle.months_later(received, 1) + excluded, "SE")
    length = 1
    if notice:
        told = received + timedelta(days=notice[0])
        events.append(Event("extend", told, notice[1], "months"))
        length += notice[1] if told <= limit else 0

    working = compute(rule="gdpr-eu-1182", calendar="SE", received=received, events=events)

    nominal = oracle.months_later(received, length) + excluded
    assert working.due_on == oracle.next_working_day(nominal, "SE")
    assert working.started_on == received
    assert working.notice_by == working.refuse_by == limit
    check_steps(working)


PLAIN = {
    "days-28": (28, 0),
    "ccpa-45": (45, 45),
    "us-state-45": (45, 45),
    "lgpd-15": (15, 0),
    "pipeda-30": (30, 30),
    "quebec-30": (30, 0),
    "ch-nfadp-30": (30, 366),
    "za-paia-30": (30, 30),
    "sa-pdpl-30": (30, 30),
    "hk-pdpo-40": (40, 366),
    "tr-kvkk-30": (30, 0),
    "sg-pdpa-30": (30, 366),
    "au-app12-30": (30, 0),
    "kr-pipa-10": (10, 366),
}


@MANY
@given(
    st.sampled_from(sorted(PLAIN)),
    receipts,
    st.none() | st.tuples(st.integers(0, 60), st.integers(1, 100)),
    st.lists(spans, max_size=1),
)
def test_plain_days_anywhere(rule, received, notice, pauses):
    period, most = PLAIN[rule]
    events = [event for span in pauses for event in pair("pause", "resume", days(received, span))]
    due = received + timedelta(days=period)
    if notice:
        told = received + timedelta(days=notice[0])
        events.append(Event("extend", told, notice[1], "days"))
        if told <= due:
            due += timedelta(days=min(notice[1], most))

    working = compute(rule=rule, calendar="none", received=received, events=events)

    assert working.due_on == due
    check_steps(working)


@MANY
@given(receipts)
def test_a_complaint_is_acknowledged_after_thirty_days_rolled(received):
    received = max(received, date(2026, 6, 19))

    working = compute(rule="uk-complaint-ack-30", calendar="GB-ENG", received=received)

    assert working.due_on == oracle.next_working_day(received + timedelta(days=30), "GB-ENG")
    assert working.notice_by is None
    check_steps(working)


@MANY
@given(receipts, st.integers(1, 60), st.sampled_from(["days", "months"]))
def test_a_promise_counts_from_receipt_and_wins_when_it_is_earlier(received, count, unit):
    law = compute(rule="gdpr-eu-1182", calendar="SE", received=received)

    working = compute(
        rule="gdpr-eu-1182",
        calendar="SE",
        received=received,
        promise=Promise(count, unit, "policy"),
    )

    by_days = received + timedelta(days=count)
    promised = by_days if unit == "days" else oracle.months_later(received, count)
    assert working.promise_on == promised
    assert working.due_on == min(promised, law.due_on)


@MANY
@given(receipts, st.integers(0, 25), st.integers(0, 90), st.sampled_from(["uk", "eu"]))
def test_the_days_left_of_a_paused_clock_are_kept_however_long_it_waits(received, asked, wait, law):
    rule, place = {"uk": ("uk-gdpr-12a", "GB-ENG"), "eu": ("gdpr-eu-1182", "SE")}[law]
    question = Event("pause", received + timedelta(days=asked))
    today = question.on + timedelta(days=wait)

    paused = compute(rule=rule, calendar=place, received=received, events=[question], today=today)
    answered = compute(
        rule=rule, calendar=place, received=received, events=[question, Event("resume", today)]
    )

    assert (paused.due_on, paused.notice_by, paused.refuse_by) == (None, None, None)
    assert paused.if_answered_today == answered.due_on
    assert paused.days_left_if_paused == (answered.nominal - today).days


@pytest.mark.parametrize("place", ["GB-ENG", "SE"])
def test_both_counts_know_the_same_weekday_holidays(place):
    calendar, day = calendar_of(place), date(2024, 1, 1)
    while day.year < 2046:
        if day.weekday() < 5:
            assert (day in calendar) == oracle.is_holiday(day, place), day
        day += timedelta(days=1)


@MANY
@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 40))
def test_months_are_added_as_a_calendar_is_walked(on, count):
    assert add_months(on, count) == oracle.months_later(on, count)
