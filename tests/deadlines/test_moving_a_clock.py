"""What can happen to a clock, and every order of events that is refused."""

from datetime import UTC, date, datetime

import pytest

from deadlines import operations
from deadlines.models import Clock
from deadlines.operations import ClockError, add_event, preview, stop_clock
from deadlines.working import Promise, Working

from .clocks import NOW, start, tell

pytestmark = pytest.mark.django_db


def test_a_clock_keeps_its_dates_and_their_working():
    clock = Clock.objects.get(pk=start().pk)

    assert (clock.state, clock.due_on, clock.notice_by) == (
        "running",
        date(2026, 12, 2),
        date(2026, 12, 2),
    )
    assert clock.explained.due_on == clock.due_on
    assert Working.from_json(clock.explained.to_json()) == clock.explained


def test_a_promise_is_kept_where_it_is_earlier_than_the_law():
    clock = start(received_on=date(2026, 10, 30), promise=Promise(28, "days", "policy 2"))

    assert (clock.promise_on, clock.statutory_on, clock.due_on) == (
        date(2026, 11, 27),
        date(2026, 11, 30),
        date(2026, 11, 27),
    )
    assert Clock.objects.get(pk=clock.pk).promise == Promise(28, "days", "policy 2")


def test_identity_asked_in_england_takes_the_due_date_away_until_it_comes():
    clock = tell(start(), "id-requested", "2026-11-12")
    assert (clock.state, clock.started_on, clock.due_on) == ("starts-later", None, None)

    clock = tell(clock, "id-received", "2026-11-19")
    assert (clock.started_on, clock.due_on) == (date(2026, 11, 19), date(2026, 12, 21))


def test_identity_asked_in_the_union_only_stops_the_clock():
    clock = tell(start(rule="gdpr-eu-1182", calendar="SE"), "id-requested", "2026-11-12")
    assert (clock.state, clock.started_on, clock.due_on) == ("paused", date(2026, 11, 2), None)

    clock = tell(clock, "id-received", "2026-11-19")
    assert clock.due_on == date(2026, 12, 9)


def test_a_preview_saves_nothing():
    clock = start()

    working = preview(clock, kind="pause", on=date(2026, 11, 23), today=date(2026, 11, 26))

    assert (working.days_left_if_paused, working.if_answered_today) == (10, date(2026, 12, 7))
    assert clock.events.count() == 0
    assert Clock.objects.get(pk=clock.pk).due_on == date(2026, 12, 2)


def test_an_extension_without_a_length_is_the_longest_one():
    clock = tell(start(), "extend", "2026-11-20")

    assert (clock.extended, clock.due_on) == (True, date(2027, 2, 2))
    assert (clock.events.get().by, clock.events.get().unit) == (2, "months")


def test_naming_the_request_keeps_the_receipt_and_lets_a_pause_count():
    clock = start(request="other")
    with pytest.raises(ClockError, match="does not let a question stop"):
        tell(clock, "pause", "2026-11-10")

    clock = operations.name_request(clock_id=clock.pk, request="access", now=NOW)

    assert tell(clock, "pause", "2026-11-10").state == "paused"


def test_naming_the_request_sets_its_promise_counted_from_receipt():
    clock = start(request="other", received_on=date(2026, 10, 30))
    assert (clock.due_on, clock.promise) == (date(2026, 11, 30), None)
    promise = Promise(28, "days", "policy 2, section 4")

    operations.name_request(clock_id=clock.pk, request="access", promise=promise, now=NOW)

    clock = Clock.objects.get(pk=clock.pk)
    assert (clock.request, clock.promise) == ("access", promise)
    assert clock.promise_on == clock.due_on == clock.explained.due_on == date(2026, 11, 27)
    assert clock.statutory_on == date(2026, 11, 30)


def test_naming_a_request_that_nothing_is_promised_for_leaves_the_law_alone():
    promise = Promise(28, "days", "policy 2")
    clock = start(request="other", received_on=date(2026, 10, 30), promise=promise)

    operations.name_request(clock_id=clock.pk, request="erasure", now=NOW)

    clock = Clock.objects.get(pk=clock.pk)
    assert (clock.promise, clock.promise_on) == (None, None)
    assert clock.due_on == date(2026, 11, 30)


def test_a_promise_that_cannot_be_counted_names_no_request():
    clock = start(request="other")

    with pytest.raises(ClockError, match="cannot be counted"):
        operations.name_request(
            clock_id=clock.pk, request="access", promise=Promise(4, "weeks", "policy"), now=NOW
        )

    assert Clock.objects.get(pk=clock.pk).request == "other"


def test_a_stopped_clock_keeps_its_first_stop():
    clock = start()
    stop_clock(clock_id=clock.pk, on=date(2026, 11, 20), now=NOW)
    stopped = stop_clock(clock_id=clock.pk, on=date(2026, 11, 23), now=NOW)

    assert stopped.stopped_on == date(2026, 11, 20)


def test_an_evening_in_stockholm_is_not_the_future():
    clock = start(rule="gdpr-eu-1182", calendar="SE")
    evening = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    paused = add_event(clock_id=clock.pk, kind="pause", on=date(2026, 11, 24), now=evening)

    assert paused.state == "paused"


@pytest.mark.parametrize(
    ("before", "kind", "on", "sentence"),
    [
        ([], "resume", "2026-11-10", "has no open question before it"),
        ([], "id-received", "2026-11-10", "has no open question before it"),
        ([("pause", "2026-11-12")], "resume", "2026-11-11", "has no open question before it"),
        ([("pause", "2026-11-12")], "pause", "2026-11-13", "stands still already"),
        ([], "pause", "2026-11-01", "cannot come before the request"),
        ([], "pause", "2026-11-24", "24 November 2026, which is still to come"),
        ([("extend", "2026-11-10")], "extend", "2026-11-11", "allows that only once"),
        ([], "snooze", "2026-11-10", "no kind of event 'snooze'"),
    ],
)
def test_an_impossible_order_is_refused_and_leaves_no_trace(before, kind, on, sentence):
    clock = start()
    for earlier in before:
        clock = tell(clock, *earlier)
    due, events = clock.due_on, clock.events.count()

    with pytest.raises(ClockError, match=sentence):
        tell(clock, kind, on)

    clock = Clock.objects.get(pk=clock.pk)
    assert (clock.due_on, clock.events.count()) == (due, events)


@pytest.mark.parametrize(
    ("rule", "calendar", "by", "unit", "sentence"),
    [
        ("lgpd-15", "none", None, None, "does not allow an extension"),
        ("uk-gdpr-12a", "GB-ENG", 3, "months", "two months at most"),
        ("uk-gdpr-12a", "GB-ENG", 30, "days", "in months, by two months at most"),
        ("ccpa-45", "none", 46, "days", "45 days at most"),
        ("ch-nfadp-30", "none", None, None, "Say by how many days"),
        ("ch-nfadp-30", "none", 1, "months", r"counts an extension in days\."),
    ],
)
def test_an_extension_that_the_law_does_not_know_is_refused(rule, calendar, by, unit, sentence):
    clock = start(rule=rule, calendar=calendar)

    with pytest.raises(ClockError, match=sentence):
        tell(clock, "extend", "2026-11-10", by=by, unit=unit)


def test_a_late_extension_is_refused_and_the_last_day_is_accepted():
    clock = start(received_on=date(2026, 9, 30))  # until Friday 30 October

    with pytest.raises(ClockError, match="last day to say so was Friday 30 October 2026"):
        tell(clock, "extend", "2026-10-31")

    assert tell(clock, "extend", "2026-10-30").due_on == date(2026, 12, 30)


def test_a_question_after_the_time_ran_out_revives_nothing():
    clock = start(received_on=date(2026, 9, 30))

    with pytest.raises(ClockError, match="ran out on Friday 30 October 2026"):
        tell(clock, "pause", "2026-11-02")

    assert tell(clock, "id-requested", "2026-11-02").due_on == date(2026, 10, 30)


def test_a_question_about_an_erasure_pauses_nothing_in_england_but_does_in_sweden():
    with pytest.raises(ClockError, match="does not let a question stop"):
        tell(start(request="erasure"), "pause", "2026-11-10")

    swedish = start(rule="gdpr-eu-1182", calendar="SE", request="erasure")
    assert tell(swedish, "pause", "2026-11-10").state == "paused"


def test_a_stopped_clock_takes_no_event():
    clock = start()
    stop_clock(clock_id=clock.pk, on=date(2026, 11, 20), now=NOW)

    with pytest.raises(ClockError, match="stopped on Friday 20 November 2026"):
        tell(clock, "pause", "2026-11-21")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("2026-11-01", "before the request was received"), ("2026-11-25", "still to come")],
)
def test_a_clock_stops_neither_before_the_receipt_nor_in_the_future(on, sentence):
    with pytest.raises(ClockError, match=sentence):
        stop_clock(clock_id=start().pk, on=date.fromisoformat(on), now=NOW)


def test_a_rule_outside_its_dates_starts_no_clock():
    with pytest.raises(ClockError, match="from Thursday 5 February 2026"):
        start(received_on=date(2026, 2, 4))

    assert Clock.objects.count() == 0


def test_a_tenants_own_holiday_is_remembered_with_the_clock():
    closed = operations.Overrides(added={date(2026, 12, 2): "Founders' Day"})
    clock = start(overrides=closed)
    assert clock.due_on == date(2026, 12, 3)

    clock = tell(clock, "extend", "2026-11-20")
    assert clock.calendar_overrides == closed
