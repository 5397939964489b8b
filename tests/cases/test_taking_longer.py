"""Taking longer: on the law's grounds, in time, and once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Clock, Reminder
from dsar.audit.models import Event
from dsar.cases.errors import Invalid, Unlawful
from dsar.cases.models import Case
from dsar.cases.operations import extending
from tests import desk
from tests.desk import letter

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}


def extend(case: Case, **change) -> Case:
    given = {"ground": "complexity", "reasons": "Seven systems."} | BY | change
    return extending.extend(case_id=case.pk, **given)


def test_an_extension_is_three_months_from_the_start(swedish):
    case = desk.receive(swedish, at=datetime(2026, 8, 31, 9, tzinfo=UTC))
    case = extend(case, now=datetime(2026, 9, 21, 9, tzinfo=UTC))

    assert case.clock.due_on == date(2026, 11, 30)
    text = letter(case, "extension")
    assert "Wednesday 30 September 2026" in text
    assert "Monday 30 November 2026" in text
    assert "Seven systems." in text


def test_it_is_too_late_to_extend_the_day_after_the_last_one(swedish):
    case = desk.receive(swedish, at=datetime(2026, 11, 5, 9, tzinfo=UTC))  # 5 December: a Saturday
    assert case.clock.notice_by == date(2026, 12, 7)

    with pytest.raises(Unlawful, match="Monday 7 December 2026"):
        extend(case, now=datetime(2026, 12, 8, 9, tzinfo=UTC))
    assert extend(case, now=datetime(2026, 12, 7, 22, tzinfo=UTC)).clock.extended


def test_being_busy_is_no_reason_and_reasons_must_be_written(identified):
    for change, field in (({"ground": "workload"}, "ground"), ({"reasons": ""}, "reasons")):
        with pytest.raises(Invalid) as refusal:
            extend(identified, **change)
        assert refusal.value.field == field


def test_each_law_has_its_own_grounds_to_extend(identified):
    Clock.objects.filter(pk=identified.clock_id).update(rule="za-paia-30")

    with pytest.raises(Unlawful, match=r"complex: under s\.57 of PAIA.* no ground to take longer"):
        extend(identified, ground="complexity")

    assert not Event.objects.filter(event="clock.extended").exists()


def test_a_request_is_extended_once(identified):
    extend(identified)

    with pytest.raises(Unlawful, match="once"):
        extend(identified)


def test_an_extension_plans_its_own_reminders(identified):
    promised = identified.clock.due_on
    clock = extend(identified).clock

    # The promise of 28 days ends with the notice; 23 February 2027 is a Tuesday.
    assert (promised, clock.due_on) == (date(2026, 12, 21), date(2027, 2, 23))
    kept = Reminder.objects.filter(clock=clock, taken_at=None, kind="due-0")
    assert [row.on for row in kept] == [clock.due_on]
