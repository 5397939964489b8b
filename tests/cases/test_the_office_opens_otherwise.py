"""New office hours, quiet days or holidays: what is planned already is told by them, too."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.cases import replanning
from dsar.cases.models import Case
from dsar.cases.planning import plan_many
from dsar.cases.replanning import plan_anew
from dsar.companies.holidays import add_holiday, undo_change
from dsar.companies.models import OfficeChange
from dsar.companies.operations import publish_policy
from dsar.companies.rules import QuietDays
from tests import desk

NOW = desk.MONDAY + timedelta(days=1)
# Due on Monday 21 December; the office opens at eight.
FRIDAY = datetime(2026, 12, 18, 8, tzinfo=UTC)
CLOSED = QuietDays("2026-12-18", "2026-12-20", "Moving house")
THURSDAY = datetime(2026, 12, 17, 8, tzinfo=UTC)


def told_at(case: Case, kind: str = "due-3") -> datetime:
    return Reminder.objects.get(clock=case.clock_id, kind=kind).at


def publish_hours(company, **hours) -> None:
    rules = company.policy.rules
    said = replace(rules.hours, value=replace(rules.hours.value, **hours))
    publish_policy(company_id=company.pk, rules=replace(rules, hours=said), actor="user:1", now=NOW)


def test_what_was_to_be_told_on_a_day_that_is_quiet_now_is_told_before_it(company, case):
    assert told_at(case) == FRIDAY

    publish_hours(company, quiet=(CLOSED,))
    assert plan_anew(now=NOW) == 1

    assert told_at(case) == THURSDAY
    assert plan_anew(now=NOW) == 0


def test_nothing_is_planned_within_the_publishing(company, case):
    publish_hours(company, quiet=(CLOSED,))

    assert told_at(case) == FRIDAY
    assert OfficeChange.objects.get().company == company


def test_another_promise_opens_no_office_otherwise(company, case):
    rules = company.policy.rules
    changed = replace(rules, digest_from=replace(rules.digest_from, value=3))
    publish_policy(company_id=company.pk, rules=changed, actor="user:1", now=NOW)

    assert not OfficeChange.objects.exists()


def test_a_holiday_added_and_undone_moves_the_telling_there_and_back(company, case):
    change = add_holiday(
        company_id=company.pk, day=date(2026, 12, 18), name="Election day", reason="Decreed.",
        actor="user:1", now=NOW,
    )  # fmt: skip
    plan_anew(now=NOW)
    assert told_at(case) == THURSDAY

    undo_change(company_id=company.pk, change_id=change.pk, actor="user:1", now=NOW)
    plan_anew(now=NOW)
    assert told_at(case) == FRIDAY


@pytest.fixture
def half_way(company, monkeypatch):
    """Five cases in the order of their keys, of which two were planned anew when it was killed."""
    cases = sorted((desk.receive(company) for _ in range(5)), key=lambda case: case.pk)
    monkeypatch.setattr(replanning, "BATCH", 2)
    publish_hours(company, quiet=(CLOSED,))

    def killed() -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(replanning, "progress", killed)
        with pytest.raises(RuntimeError):
            plan_anew(now=NOW)
    return cases


def test_killed_half_way_it_goes_on_where_it_was(half_way):
    assert [told_at(case) for case in half_way] == [THURSDAY] * 2 + [FRIDAY] * 3

    assert plan_anew(now=NOW) == 3

    assert [told_at(case) for case in half_way] == [THURSDAY] * 5
    assert not OfficeChange.objects.exists()


def test_changed_again_half_way_it_begins_anew(half_way, company):
    publish_hours(company, quiet=())

    assert plan_anew(now=NOW) == 5
    assert [told_at(case) for case in half_way] == [FRIDAY] * 5


def test_a_batch_that_fails_stays_owed(company, case, monkeypatch):
    publish_hours(company, quiet=(CLOSED,))
    with monkeypatch.context() as patch:
        patch.setattr(replanning, "plan_many", None)
        with pytest.raises(TypeError):
            plan_anew(now=NOW)

    assert plan_anew(now=NOW) == 1
    assert told_at(case) == THURSDAY


def test_what_fell_due_while_nobody_looked_is_owed_under_new_hours_too(company, case):
    # More than a week without a sweep.
    late = datetime(2026, 12, 17, 7, tzinfo=UTC)
    owed = set(Reminder.objects.filter(at__lte=late).values_list("kind", flat=True))
    assert {"due-14", "due-7"} <= owed

    publish_hours(company, opens="10:00")
    plan_anew(now=late)

    left = Reminder.objects.filter(kind__in=owed, taken_at=None)
    assert set(left.values_list("kind", flat=True)) == owed
    assert {row.at for row in left} == {datetime(2026, 12, 17, 10, tzinfo=UTC)}


def test_what_should_have_been_told_by_now_is_told_at_once(company, case):
    noon = datetime(2026, 12, 17, 12, tzinfo=UTC)  # after the opening at which it would have been
    publish_hours(company, quiet=(CLOSED,))
    plan_anew(now=noon)
    assert told_at(case) == noon

    plan_many(Case.objects.all(), now=noon + timedelta(hours=1))
    assert told_at(case) == noon


def test_closed_cases_are_left_alone(company, case):
    desk.closed(desk.identified(case))
    publish_hours(company, quiet=(CLOSED,))

    assert plan_anew(now=NOW) == 0
    assert not OfficeChange.objects.exists()
