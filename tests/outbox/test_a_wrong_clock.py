"""The time of day may jump; what is owed is told by rows and their states, and people are told."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dsar.outbox import clocks, sweeps
from dsar.outbox.models import ClockJump, Message, State
from dsar.outbox.sweep import sweep
from dsar.outbox.ticks import ROUND, tick
from tests.smtp import Sink

from .owing import owe_many

pytestmark = pytest.mark.django_db


class Ticking:
    """Seconds that really pass, as the test says."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Ticking:
    """A process that begins, on a machine whose database has the same clock."""
    passing = Ticking()
    monkeypatch.setattr(clocks, "_last", None)
    monkeypatch.setattr(clocks, "_ticking", passing)
    return passing


@pytest.fixture
def same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL jumps along, as it does on one machine."""
    monkeypatch.setattr(clocks, "_database_now", lambda: clocks._last.at)  # type: ignore[union-attr]


def seen() -> dict[str, int]:
    return {jump.kind: round(jump.seconds) for jump in ClockJump.objects.all()}


@pytest.mark.usefixtures("same_clock")
@pytest.mark.parametrize(
    ("passed", "jump", "kept"),
    [
        (timedelta(seconds=15), timedelta(0), {}),
        (timedelta(days=40), timedelta(0), {}),  # a machine that was away
        (timedelta(seconds=15), timedelta(minutes=5), {}),
        (timedelta(seconds=15), timedelta(minutes=5, seconds=1), {"forward": 301}),
        (timedelta(seconds=15), timedelta(hours=1), {"forward": 3600}),
        (timedelta(seconds=15), timedelta(days=40), {"forward": 40 * 86400}),
        (timedelta(seconds=15), -timedelta(hours=1), {"back": -3600}),
    ],
)
def test_a_jump_of_more_than_five_minutes_is_kept(
    ticking: Ticking, passed: timedelta, jump: timedelta, kept: dict[str, int]
) -> None:
    before = datetime(2026, 11, 23, 9, tzinfo=UTC)
    clocks.compare(now=before)
    ticking.at += passed.total_seconds()

    clocks.compare(now=before + passed + jump)

    assert seen() == kept


@pytest.mark.parametrize(
    ("by", "kept"),
    [(299, {}), (301, {"apart": 301}), (-301, {"apart": -301}), (86400, {"apart": 86400})],
)
def test_a_clock_apart_from_postgresql_is_kept(
    ticking: Ticking, by: int, kept: dict[str, int]
) -> None:
    clocks.compare(now=timezone.now() + timedelta(seconds=by))

    assert seen() == pytest.approx(kept, abs=1)


def test_a_difference_is_one_row_an_hour_however_often_it_is_seen(ticking: Ticking) -> None:
    for _ in range(5):
        clocks.compare(now=timezone.now() + timedelta(hours=2))

    assert ClockJump.objects.count() == 1


@pytest.mark.usefixtures("same_clock")
def test_a_restart_in_between_does_not_hide_that_time_went_back(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    tick(name=ROUND, now=now + timedelta(hours=1))

    clocks.compare(now=now)

    assert seen() == pytest.approx({"back": -3600}, abs=1)


def test_every_round_looks_at_the_clock(ticking: Ticking) -> None:
    sweeps.run_all(now=timezone.now())
    sweeps.run_all(now=timezone.now() + timedelta(hours=1))

    assert seen()["forward"] == pytest.approx(3600, abs=2)


def test_the_clock_it_trusts_really_counts_and_cannot_be_set() -> None:
    before = clocks._ticking()
    time.sleep(0.05)

    assert 0.04 < clocks._ticking() - before < 5
    assert abs(clocks._database_now() - timezone.now()) < timedelta(seconds=5)


def test_old_jumps_are_not_told_for_ever(ticking: Ticking) -> None:
    clocks.compare(now=timezone.now() + timedelta(hours=2))
    assert clocks.recent().count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_clockjump SET seen_at = now() - interval '25 hours'")

    assert clocks.recent().count() == 0


def test_what_was_owed_by_a_clock_that_ran_ahead_leaves_when_time_goes_back(
    ticking: Ticking, smtp: Sink
) -> None:
    now, ahead = timezone.now(), timezone.now() + timedelta(days=40)
    sweeps.run_all(now=ahead)
    owe_many(3)
    Message.objects.update(created_at=ahead, due_at=ahead, next_try_at=ahead)
    assert sweep(now=now) == 0

    assert sweeps.run_all(now=now)["outbox"] == 3
    assert len(smtp.messages) == 3


def test_what_is_planned_for_later_stays_planned_when_time_goes_back(
    ticking: Ticking, smtp: Sink
) -> None:
    now = timezone.now()
    owe_many(1)
    Message.objects.update(
        created_at=now, due_at=now + timedelta(days=3), next_try_at=now + timedelta(days=3)
    )
    sweeps.run_all(now=now + timedelta(hours=1))

    assert sweeps.run_all(now=now)["outbox"] == 0


@pytest.mark.parametrize(
    "hours", [[0, 1, 0], [0, -1, 0], [0, 960, 0], [0, 960, -1, 960], [5, 4, 3, 2, 1, 0]]
)
def test_each_letter_leaves_once_however_the_time_jumps(
    ticking: Ticking, smtp: Sink, hours: list[int]
) -> None:
    owe_many(5)

    for jump in hours:
        sweeps.run_all(now=timezone.now() + timedelta(hours=jump))

    assert len(smtp.messages) == 5
    assert {row.state for row in Message.objects.all()} == {State.SENT}
