"""A reminder is a row: planned from the due date, taken once, taken late rather than never."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from deadlines import operations
from deadlines.models import Clock, Reminder
from deadlines.operations import ClockError, Rung, add_event, plan_reminders, stop_clock, take_due

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LADDER = [
    Rung(14, ["owner"]),
    Rung(7, ["owner"]),
    Rung(0, ["owner", "lead"]),
    Rung(-3, ["lead", "dpo"]),
]


def planned_clock(*, company_id: int = 7, ladder=LADDER) -> Clock:
    clock = operations.start_clock(
        company_id=company_id,
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        request="access",
        received_on=date(2026, 11, 2),
        promise=None,
        now=NOW,
    )
    plan_reminders(clock_id=clock.pk, ladder=ladder, now=NOW)
    return clock


def waiting(clock: Clock) -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(clock=clock, taken_at=None).order_by("on")
    return [(row.kind, row.on.isoformat()) for row in rows]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
    rows = list(clock.reminders.values_list("pk", flat=True))

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=NOW)

    assert list(clock.reminders.values_list("pk", flat=True)) == rows


@pytest.mark.django_db
def test_a_rung_already_past_is_not_planned():
    clock = planned_clock(ladder=[])

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=at("2026-11-25T09:00"))

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
    evening = at("2026-11-17T23:30")  # the 18th already where tenant 2 is
    today_in = {1: date(2026, 11, 17), 2: date(2026, 11, 18)}

    taken = take_due(now=evening, today_in=today_in.__getitem__)

    assert [(row.company_id, row.kind) for row in taken] == [(2, "due-14")]


@pytest.mark.django_db
def test_what_is_rolled_back_is_still_to_be_taken():
    planned_clock()

    with transaction.atomic():
        assert take_due(now=at("2026-11-18T06:00"))
        transaction.set_rollback(True)

    assert len(take_due(now=at("2026-11-18T06:01"))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_takers_at_once_share_the_reminders_and_take_none_twice():
    clocks = [planned_clock(company_id=n) for n in range(10)]
    both_hold = threading.Barrier(2, timeout=20)
    taken: list[list[int]] = []

    def take() -> None:
        try:
            with transaction.atomic():
                mine = take_due(now=at("2026-12-09T06:00"), limit=15)
                both_hold.wait()  # neither commits before both have claimed
            taken.append([row.pk for row in mine])
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [len(rows) for rows in taken] == [15, 15]
    assert len({pk for rows in taken for pk in rows}) == 30
    assert Reminder.objects.filter(clock__in=clocks, taken_at=None).count() == 10


@pytest.mark.django_db(transaction=True)
def test_replanning_does_not_lose_a_reminder_that_is_being_taken():
    clock = planned_clock()
    claimed, may_commit = threading.Event(), threading.Event()

    def take() -> None:
        try:
            with transaction.atomic():
                take_due(now=at("2026-11-18T06:00"))
                claimed.set()
                may_commit.wait(20)
        finally:
            connection.close()

    def replan() -> None:
        try:
            plan_reminders(clock_id=clock.pk, ladder=[], now=NOW)
        finally:
            connection.close()

    taker, planner = threading.Thread(target=take), threading.Thread(target=replan)
    taker.start()
    assert claimed.wait(20)
    planner.start()
    planner.join(0.5)  # it waits for the claimed row
    may_commit.set()
    taker.join(20)
    planner.join(20)

    kept = [(row.kind, row.taken_at) for row in Reminder.objects.all()]
    assert kept == [("due-14", at("2026-11-18T06:00"))]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_pause_at_once_the_second_is_told():
    clock = planned_clock()
    paused, may_commit = threading.Event(), threading.Event()
    told: list[str] = []

    def pause() -> None:
        add_event(clock_id=clock.pk, kind="pause", on=date(2026, 11, 2), now=NOW)

    def first() -> None:
        try:
            with transaction.atomic():
                pause()
                paused.set()
                may_commit.wait(20)
        finally:
            connection.close()

    def second() -> None:
        try:
            pause()
        except ClockError as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert paused.wait(20)
    threads[1].start()
    threads[1].join(0.5)  # it waits for the first
    may_commit.set()
    for thread in threads:
        thread.join(20)

    assert [text[:28] for text in told] == ["The clock stands still alrea"]
    assert clock.events.count() == 1
