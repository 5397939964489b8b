"""A question for identity or a fee that is taken back never moved the date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines import operations
from deadlines.errors import ClockError
from deadlines.models import Clock
from deadlines.templatetags.clockface import face
from deadlines.working import Event, Working, compute

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
LAWS = {"uk": ("uk-gdpr-12a", "GB-ENG"), "eu": ("gdpr-eu-1182", "SE")}


def worked(law: str, *events: tuple[str, str], request: str = "access", **more) -> Working:
    """Received Wednesday 4 November 2026; without events due Friday 4 December in both laws."""
    rule, calendar = LAWS[law]
    happened = [Event(kind, date.fromisoformat(on)) for kind, on in events]
    return compute(
        rule=rule,
        calendar=calendar,
        received=date(2026, 11, 4),
        request=request,
        events=happened,
        **more,
    )


def text_of(working: Working, what: str) -> str:
    return next(step.text for step in working.steps if step.what == what)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(
    "events",
    [
        [("id-requested", "2026-11-25"), ("id-waived", "2026-11-25")],
        [("id-requested", "2026-11-05"), ("id-waived", "2026-11-30")],
        [("id-requested", "2026-11-05"), ("id-requested", "2026-11-09"),
         ("id-waived", "2026-11-30")],
        [("id-requested", "2026-11-05"), ("id-waived", "2026-12-20")],
        [("fee-charged", "2026-11-25"), ("fee-waived", "2026-11-25")],
        [("id-requested", "2026-11-05"), ("fee-charged", "2026-11-06"),
         ("fee-waived", "2026-11-10"), ("id-waived", "2026-11-12")],
    ],
    ids=str,
)  # fmt: skip
def test_what_was_taken_back_never_moved_the_date(law, events):
    working = worked(law, *events)

    assert (working.state, working.started_on) == ("running", date(2026, 11, 4))
    assert (working.due_on, working.excluded_days) == (date(2026, 12, 4), 0)
    assert working.notice_by == date(2026, 12, 4)


def test_a_step_says_that_it_is_our_reading():
    working = worked("uk", ("id-requested", "2026-11-25"), ("id-waived", "2026-11-26"))

    assert [step.what for step in working.steps[:3]] == [
        "received",
        "identity-asked",
        "identity-waived",
    ]
    assert text_of(working, "identity-asked") == (
        "We asked for proof of identity on Wednesday 25 November 2026."
    )
    assert text_of(working, "identity-waived") == (
        "We took the question for proof of identity back on Thursday 26 November 2026; the time "
        "is counted as if we had never asked; no law spells this sum out: it is our reading, and "
        "the earlier date is used."
    )
    assert working.steps[2].certainty == working.certainty == "reading"


def test_a_fee_that_never_mattered_is_no_reading():
    working = worked("eu", ("fee-charged", "2026-11-25"), ("fee-waived", "2026-11-26"))

    assert text_of(working, "fee-waived").endswith("; it never changed the date.")
    assert working.certainty == "statute"


def test_a_fee_still_awaited_keeps_the_british_clock_from_starting():
    asked = ("id-requested", "2026-11-05"), ("fee-charged", "2026-11-06")

    waiting = worked("uk", *asked, ("id-waived", "2026-11-10"))
    paid = worked("uk", *asked, ("id-waived", "2026-11-10"), ("fee-paid", "2026-11-12"))

    assert (waiting.state, waiting.due_on) == ("starts-later", None)
    assert (paid.started_on, paid.due_on) == (date(2026, 11, 12), date(2026, 12, 14))


def test_a_question_still_open_keeps_the_swedish_clock_paused():
    asked = ("id-requested", "2026-11-05"), ("pause", "2026-11-10")

    waiting = worked("eu", *asked, ("id-waived", "2026-11-12"), today=date(2026, 11, 16))
    answered = worked("eu", *asked, ("id-waived", "2026-11-12"), ("resume", "2026-11-16"))

    assert (waiting.state, waiting.days_left_if_paused) == ("paused", 24)
    assert waiting.if_answered_today == answered.due_on == date(2026, 12, 10)
    assert answered.excluded_days == 6


def test_asked_again_after_it_was_taken_back_counts_from_the_second_time():
    first = ("id-requested", "2026-11-05"), ("id-waived", "2026-11-10")
    second = ("id-requested", "2026-11-10"), ("id-received", "2026-11-13")

    assert worked("uk", *first, second[0]).state == "starts-later"
    assert worked("uk", *first, *second).due_on == date(2026, 12, 14)
    assert worked("eu", *first, second[0]).state == "paused"
    assert worked("eu", *first, *second).excluded_days == 3


def test_more_proof_that_is_taken_back_leaves_the_first_proof_as_the_start():
    came = ("id-requested", "2026-11-05"), ("id-received", "2026-11-10")
    more = ("id-requested", "2026-11-11"), ("id-waived", "2026-11-16")

    assert worked("uk", *came, *more).started_on == date(2026, 11, 10)
    assert worked("uk", *came, *more, ("id-received", "2026-11-18")).started_on == date(
        2026, 11, 10
    )


def test_what_counted_as_in_time_only_because_of_it_is_too_late():
    waited = ("id-requested", "2026-11-25"), ("pause", "2026-12-14"), ("extend", "2026-12-15")

    for law in LAWS:
        working = worked(law, *waited, ("id-waived", "2026-12-16"))

        assert (working.state, working.due_on) == ("running", date(2026, 12, 4))
        assert (working.extended, working.late_extension) == (False, True)
        assert "already run out" in text_of(working, "question-asked")


@pytest.mark.parametrize(
    "events",
    [
        [("id-waived", "2026-11-10")],
        [("fee-charged", "2026-11-05"), ("id-waived", "2026-11-10")],
        [("id-requested", "2026-11-11"), ("id-waived", "2026-11-10")],
        [("id-requested", "2026-11-05"), ("id-received", "2026-11-06"),
         ("id-waived", "2026-11-10")],
        [("id-requested", "2026-11-05"), ("id-waived", "2026-11-06"), ("id-waived", "2026-11-10")],
    ],
    ids=str,
)  # fmt: skip
def test_only_an_open_question_of_its_kind_can_be_taken_back(events):
    with pytest.raises(
        ClockError, match=r"no open question that could be taken back on 2026-11-10"
    ):
        worked("uk", *events)


def started(law: str) -> Clock:
    rule, calendar = LAWS[law]
    return operations.start_clock(
        company_id=7,
        rule=rule,
        calendar=calendar,
        request="access",
        received_on=date(2026, 11, 4),
        promise=None,
        now=NOW,
    )


def tell(clock: Clock, kind: str, on: str) -> Clock:
    return operations.add_event(clock_id=clock.pk, kind=kind, on=date.fromisoformat(on), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("law", LAWS)
def test_a_clock_has_its_first_date_again_and_shows_no_pause(law):
    clock = tell(started(law), "id-requested", "2026-11-25")
    assert clock.due_on is None

    clock = tell(clock, "id-waived", "2026-11-25")

    assert (clock.state, clock.started_on) == ("running", date(2026, 11, 4))
    assert clock.due_on == date(2026, 12, 4)
    assert face(clock, date(2026, 11, 26)).pauses == ()
    assert tell(clock, "id-requested", "2026-11-25").due_on is None


@pytest.mark.django_db
def test_a_notice_that_it_makes_late_does_not_keep_a_question_from_being_taken_back():
    clock = tell(tell(started("uk"), "fee-charged", "2026-11-25"), "extend", "2026-12-15")

    clock = tell(clock, "fee-waived", "2026-12-16")

    assert (clock.extended, clock.due_on) == (False, date(2026, 12, 4))
    assert tell(clock, "id-requested", "2026-12-17").due_on == date(2026, 12, 4)


@pytest.mark.django_db
def test_a_refused_waiver_leaves_no_trace():
    clock = tell(started("uk"), "fee-charged", "2026-11-25")

    with pytest.raises(ClockError, match="no open question"):
        tell(clock, "id-waived", "2026-11-26")

    assert clock.events.count() == 1
    assert Clock.objects.get(pk=clock.pk).state == "starts-later"


@pytest.mark.parametrize("waited", [0, 1, 30, 400])
def test_however_long_it_was_awaited_the_company_gains_no_day(waited):
    back = date(2026, 11, 25) + timedelta(days=waited)

    for law in LAWS:
        asked = worked(law, ("id-requested", "2026-11-25"), ("id-waived", back.isoformat()))
        assert asked.due_on == date(2026, 12, 4)
