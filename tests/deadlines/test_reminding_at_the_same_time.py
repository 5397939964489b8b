"""Two who take, plan or pause at once: nothing is told twice and nothing is lost."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from deadlines.models import Reminder
from deadlines.operations import ClockError, add_event, plan_reminders, take_due

from .ladders import LADDER, NOW, at, planned_clock, waiting


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_at_once_plan_one_past_rung():
    clock = planned_clock(ladder=[])
    start = threading.Barrier(2, timeout=20)

    def plan() -> None:
        try:
            start.wait()
            plan_reminders(clock_id=clock.pk, ladder=LADDER, now=at("2026-12-01T09:00"))
        finally:
            connection.close()

    threads = [threading.Thread(target=plan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert [kind for kind, _ in waiting(clock)] == ["due-7", "due-0", "overdue-3"]


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
