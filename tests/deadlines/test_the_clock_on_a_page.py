"""A clock as people see it: sentence, bar, legend, and the working of the date."""

import re
from datetime import UTC, date, datetime

import pytest
from django.template import engines

from deadlines.models import Clock
from deadlines.operations import add_event, start_clock, stop_clock
from deadlines.templatetags.clockface import face
from deadlines.working import Promise

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def clock(received: date = date(2026, 10, 16), promise: Promise | None = None) -> Clock:
    return start_clock(
        company_id=1,
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        request="access",
        received_on=received,
        promise=promise,
        now=NOW,
    )


def paused_and_resumed() -> Clock:
    made = clock()
    add_event(clock_id=made.pk, kind="pause", on=date(2026, 10, 20), now=NOW)
    return add_event(clock_id=made.pk, kind="resume", on=date(2026, 11, 2), now=NOW)


def shown(made: Clock, today: date = TODAY) -> str:
    template = engines["django"].from_string("{% load clockface %}{% clock made today %}")
    html = template.render({"made": made, "today": today})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_sentence_has_weekday_date_and_days_left() -> None:
    text = shown(paused_and_resumed())

    assert "Due Monday 30 November 2026 · 7 days left (5 working days)" in text
    assert "14 days not counted" in text
    assert "Paused from Tuesday 20 October 2026 to Monday 2 November 2026" in text


def test_the_bar_shows_the_pause_in_its_place() -> None:
    kinds = [s.kind for s in face(paused_and_resumed(), TODAY).drawing.stretches]

    assert kinds == ["used", "paused", "used", "left"]


def test_every_step_of_the_working_is_there() -> None:
    made = paused_and_resumed()

    for step in made.explained.steps:
        assert step.text in shown(made).replace("&#x27;", "'")


def test_a_date_that_has_passed_is_late_in_words() -> None:
    text = shown(clock())

    assert "Late by 7 days · it was due on Monday 16 November 2026" in text
    assert face(clock(), TODAY).tone == "danger"


@pytest.mark.parametrize(
    ("today", "words", "tone"),
    [
        (date(2026, 11, 16), "· today", "warn"),
        (date(2026, 11, 15), "· tomorrow", "warn"),
        (date(2026, 11, 13), "3 days left", "warn"),
        (date(2026, 11, 12), "4 days left", ""),
    ],
)
def test_the_last_days_are_said_in_words(today: date, words: str, tone: str) -> None:
    made = clock()

    assert words in shown(made, today)
    assert face(made, today).tone == tone


def test_a_promise_that_differs_stands_beside_the_law() -> None:
    made = clock(date(2026, 10, 30), Promise(28, "days", "policy 1"))

    text = shown(made)

    assert "Due Friday 27 November 2026" in text
    assert "Promised by Friday 27 November 2026; the law says Monday 30 November 2026." in text
    assert [m.kind for m in face(made, TODAY).drawing.marks] == ["promise", "today", "due"]


def test_while_paused_there_is_no_date_but_what_is_left() -> None:
    made = clock()
    made = add_event(clock_id=made.pk, kind="pause", on=date(2026, 10, 20), now=NOW)

    text = shown(made)

    assert "Paused, due date open" in text
    assert "28 days stay left · if answered today: Monday 21 December 2026" in text
    assert "not counted" not in text
    assert "Due " not in text.split("Why this date")[0]


def test_what_starts_later_says_so() -> None:
    made = clock()
    made = add_event(clock_id=made.pk, kind="id-requested", on=date(2026, 10, 20), now=NOW)

    assert "No due date yet" in shown(made)
    assert [s.kind for s in face(made, TODAY).drawing.stretches] == ["waiting"]


def test_an_extended_clock_marks_its_first_limit() -> None:
    made = clock()
    made = add_event(
        clock_id=made.pk, kind="extend", on=date(2026, 11, 2), by=2, unit="months", now=NOW
    )

    assert "First limit Monday 16 November 2026" in shown(made)
    assert "extended" in shown(made)


def test_a_stopped_clock_stands_still() -> None:
    made = clock()
    stop_clock(clock_id=made.pk, on=date(2026, 11, 3), now=NOW)
    made.refresh_from_db()

    text = shown(made)

    assert "The clock stopped on Tuesday 3 November 2026" in text
    assert "days left" not in text
    assert "Today" not in text
