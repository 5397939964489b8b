"""A reminder is a row: planned from the due date, taken once, taken late rather than never."""

from datetime import date

import pytest
from django.db import transaction

from deadlines.models import Clock
from deadlines.operations import Rung, add_event, plan_reminders, stop_clock, take_due

from .ladders import LADDER, NOW, at, planned_clock, waiting


@pytest.mark.django_db
def test_each_rung_is_planned_from_the_due_date():
    clock = planned_clock()  # due Wednesday 2 December

    assert waiting(clock) == [
        ("due-14", "2026-11-18"),
        ("due-7", "2026-11-25"),
        ("due-0", "2026-12-02"),
        ("overdue-3", "2026-12-05"),
    ]
    assert clock.reminders.get(kind="due-0").audience == ["owner", "lead"]


@pytest.mark.django_db
def test_planning_twice_changes_nothing():
    clock = planned_clock()
    rows = set(clock.reminders.values_list("pk", flat=True))

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=NOW)

    assert set(clock.reminders.values_list("pk", flat=True)) == rows


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "rungs"),
    [
        ("2026-11-17", ["due-14", "due-7", "due-0", "overdue-3"]),
        ("2026-11-24", ["due-14", "due-7", "due-0", "overdue-3"]),
        ("2026-11-25", ["due-7", "due-0", "overdue-3"]),  # the day itself tells somebody
        ("2026-12-01", ["due-7", "due-0", "overdue-3"]),
        ("2026-12-04", ["due-0", "overdue-3"]),
        ("2027-03-01", ["overdue-3"]),
    ],
)
def test_of_the_rungs_already_past_only_the_latest_is_planned(today, rungs):
    clock = planned_clock(ladder=[])

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=at(f"{today}T09:00"))

    assert [kind for kind, _ in waiting(clock)] == rungs


@pytest.mark.django_db
def test_a_past_rung_keeps_its_own_day_and_is_told_at_once_and_once():
    clock = planned_clock(ladder=[])
    late = at("2026-12-01T09:00")
    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=late)

    told = [[(row.kind, row.on) for row in take_due(now=late)]]
    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=late)
    told.append([(row.kind, row.on) for row in take_due(now=late)])

    assert told == [[("due-7", date(2026, 11, 25))], []]


@pytest.mark.django_db
def test_planning_again_later_adds_no_second_past_rung():
    clock = planned_clock(ladder=[])
    for day in ("2026-11-20", "2026-11-20", "2026-11-22"):
        plan_reminders(clock_id=clock.pk, ladder=LADDER, now=at(f"{day}T09:00"))

    assert [row.kind for row in take_due(now=at("2026-11-22T09:00"))] == ["due-14"]


@pytest.mark.django_db
def test_a_clock_that_resumes_late_tells_somebody_at_once():
    clock = planned_clock()
    for kind, day in (("pause", 3), ("resume", 30)):
        moment = at(f"2026-11-{day:02}T09:00")
        add_event(clock_id=clock.pk, kind=kind, on=moment.date(), now=moment)
        plan_reminders(clock_id=clock.pk, ladder=LADDER, now=moment)
    assert waiting(clock)[0] == ("due-14", "2026-12-16")  # due 30 December, nothing past

    late = at("2026-12-24T09:00")
    for kind, day in (("id-requested", 23), ("id-waived", 24)):
        add_event(clock_id=clock.pk, kind=kind, on=date(2026, 12, day), now=late)
        plan_reminders(clock_id=clock.pk, ladder=LADDER, now=late)

    assert waiting(clock) == [
        ("due-7", "2026-12-23"),
        ("due-0", "2026-12-30"),
        ("overdue-3", "2027-01-02"),
    ]


@pytest.mark.django_db
def test_a_rung_taken_before_a_question_was_taken_back_is_not_told_again():
    clock = planned_clock()
    with transaction.atomic():
        assert [row.kind for row in take_due(now=at("2026-11-18T08:00"))] == ["due-14"]
    noon = at("2026-11-20T12:00")
    for kind in ("id-requested", "id-waived"):
        add_event(clock_id=clock.pk, kind=kind, on=date(2026, 11, 20), now=noon)
        plan_reminders(clock_id=clock.pk, ladder=LADDER, now=noon)

    assert take_due(now=noon) == []
    assert [kind for kind, _ in waiting(clock)] == ["due-7", "due-0", "overdue-3"]


@pytest.mark.django_db
def test_an_extension_replans_what_is_untaken_and_keeps_what_was_taken():
    clock = planned_clock()
    with transaction.atomic():
        take_due(now=at("2026-11-18T08:00"))
    noon = at("2026-11-20T12:00")
    add_event(clock_id=clock.pk, kind="extend", on=date(2026, 11, 20), now=noon)

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=noon)

    assert waiting(clock) == [  # now due Tuesday 2 February
        ("due-14", "2027-01-19"),
        ("due-7", "2027-01-26"),
        ("due-0", "2027-02-02"),
        ("overdue-3", "2027-02-05"),
    ]
    assert clock.reminders.get(on=date(2026, 11, 18)).taken_at is not None


@pytest.mark.django_db
def test_a_changed_audience_replaces_what_waits():
    clock = planned_clock()

    plan_reminders(clock_id=clock.pk, ladder=[Rung(7, ["dpo"])], now=NOW)

    assert waiting(clock) == [("due-7", "2026-11-25")]
    assert clock.reminders.get().audience == ["dpo"]


@pytest.mark.django_db
def test_a_clock_without_a_due_date_owes_no_reminder():
    clock = planned_clock()
    add_event(clock_id=clock.pk, kind="pause", on=date(2026, 11, 2), now=NOW)

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=NOW)

    assert waiting(clock) == []


@pytest.mark.django_db
def test_a_stopped_clock_owes_none_and_is_not_planned_again():
    clock = planned_clock()

    stop_clock(clock_id=clock.pk, on=date(2026, 11, 2), now=NOW)
    assert waiting(clock) == []

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=NOW)
    assert waiting(clock) == []


@pytest.mark.django_db
def test_a_reminder_left_behind_by_a_stopped_clock_is_not_taken():
    clock = planned_clock()
    Clock.objects.filter(pk=clock.pk).update(stopped_on=date(2026, 11, 2))

    assert take_due(now=at("2026-12-09T06:00")) == []


@pytest.mark.django_db
def test_a_reminder_is_due_on_its_day_and_not_before():
    planned_clock()

    assert take_due(now=at("2026-11-17T23:59")) == []
    assert [row.kind for row in take_due(now=at("2026-11-18T00:00"))] == ["due-14"]
    assert take_due(now=at("2026-11-18T00:01")) == []


@pytest.mark.django_db
def test_after_a_week_of_downtime_each_is_taken_once_and_in_order():
    first, second = planned_clock(), planned_clock(company_id=8)

    taken = take_due(now=at("2026-12-09T06:00"))

    assert [(row.clock_id, row.kind) for row in taken] == [
        (clock.pk, kind)
        for kind in ("due-14", "due-7", "due-0", "overdue-3")
        for clock in (first, second)
    ]
    assert take_due(now=at("2026-12-09T06:01")) == []


@pytest.mark.django_db
def test_a_limit_leaves_the_rest_for_the_next_call():
    planned_clock()

    kinds = [[row.kind for row in take_due(now=at("2026-12-09T06:00"), limit=3)] for _ in range(2)]

    assert kinds == [["due-14", "due-7", "due-0"], ["overdue-3"]]


@pytest.mark.django_db
def test_the_day_begins_where_the_tenant_is():
    planned_clock(company_id=1)
    planned_clock(company_id=2)


@pytest.mark.django_db
def test_what_is_rolled_back_is_still_to_be_taken():
    planned_clock()

    with transaction.atomic():
        assert take_due(now=at("2026-11-18T06:00"))
        transaction.set_rollback(True)

    assert len(take_due(now=at("2026-11-18T06:01"))) == 1
