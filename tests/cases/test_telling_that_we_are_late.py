"""A date has passed without an answer: the requester hears it from us, with what they can do."""

from datetime import UTC, datetime, timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import late
from dsar.outbox.models import Message
from tests import desk

# Received on Monday 23 November: promised by 21 December, by law until Wednesday 23 December.
AFTER_BOTH = datetime(2026, 12, 24, 9, tzinfo=UTC)
REASONS = "The archive answers slowly."


def tell(case, *, now=AFTER_BOTH, reasons=REASONS):
    return late.tell_late(case_id=case.pk, reasons=reasons, actor="user:1", now=now)


def test_they_read_the_date_that_passed_and_why_and_what_they_can_do(identified):
    tell(identified)

    text = desk.letter(identified, "late")
    assert "We should have answered your request by Wednesday 23 December 2026" in text
    assert REASONS in text
    for remedy in ("complain to us", "Information Commission (ICO)", "go to court"):
        assert remedy in text
    assert Message.objects.filter(key__startswith="letter:").count() == 2  # and the receipt


def test_a_promise_that_passed_while_the_law_still_gives_time_is_called_that(identified):
    tell(identified, now=datetime(2026, 12, 22, 9, tzinfo=UTC))

    text = desk.letter(identified, "late")
    assert "promised our answer by Monday 21 December 2026; that day has passed" in text
    assert "The law gives us until Wednesday 23 December 2026" in text
    assert "should have answered" not in text


def test_no_date_moves_and_it_is_written_down(identified):
    before = identified.clock.due_on

    tell(identified)

    assert Case.objects.get(pk=identified.pk).clock.due_on == before
    event = Event.objects.get(event="requester.told-late")
    assert event.facts == {"due_on": before.isoformat()}


def test_on_the_last_day_nobody_is_late(identified):
    with pytest.raises(NotAllowed, match="not late: it is due on Monday 21 December 2026"):
        tell(identified, now=datetime(2026, 12, 21, 23, tzinfo=UTC))

    assert not identified.messages.filter(kind="late").exists()


def test_while_the_clock_stands_still_there_is_no_date_to_miss(identified):
    desk.asked(identified)

    with pytest.raises(NotAllowed, match="not late: there is no due date now"):
        tell(identified, now=AFTER_BOTH + timedelta(days=90))


def test_it_says_why(identified):
    with pytest.raises(Invalid, match="Write why it takes longer"):
        tell(identified, reasons=" ")


def test_who_was_answered_is_not_told(identified):
    desk.released(identified)

    with pytest.raises(NotAllowed, match="has been answered"):
        tell(identified)
