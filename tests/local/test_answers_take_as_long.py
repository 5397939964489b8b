"""What is found and what is not take as long, also where the machine has become slow."""

import pytest

from dsar import evenly
from dsar.evenly import MOST_SECONDS, REMEMBERED, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(evenly, "time", clock)
    return clock


def lasts(pace: Pace, clock: Clock, work: float, *, found: bool = False) -> float:
    began = clock.now
    with pace.kept(0.25) as doing:
        clock.now += work
        doing.found = found
    return round(clock.now - began, 3)


def test_on_a_quiet_machine_everything_takes_the_least(clock: Clock) -> None:
    pace = Pace()

    assert [lasts(pace, clock, 0.05, found=True), lasts(pace, clock, 0.0)] == [0.25, 0.25]


def test_on_a_slow_one_what_is_not_found_waits_as_long_as_what_is(clock: Clock) -> None:
    pace = Pace()
    for _ in range(REMEMBERED):
        lasts(pace, clock, 0.4, found=True)

    assert lasts(pace, clock, 0.4, found=True) == lasts(pace, clock, 0.001) == 0.6


def test_asking_for_nothing_does_not_shorten_the_wait(clock: Clock) -> None:
    pace = Pace()
    lasts(pace, clock, 0.4, found=True)
    for _ in range(2 * REMEMBERED):
        lasts(pace, clock, 0.001)

    assert lasts(pace, clock, 0.001) == 0.6


def test_the_wait_ends_once_the_machine_is_quick_again_and_is_never_long(clock: Clock) -> None:
    pace = Pace()
    lasts(pace, clock, 30.0, found=True)
    assert lasts(pace, clock, 0.001) == MOST_SECONDS

    for _ in range(REMEMBERED):
        lasts(pace, clock, 0.05, found=True)
    assert lasts(pace, clock, 0.001) == 0.25


def test_one_of_twenty_that_is_slow_makes_nobody_wait(clock: Clock) -> None:
    pace = Pace()
    for number in range(REMEMBERED):
        lasts(pace, clock, 1.0 if number % 25 == 0 else 0.05, found=True)

    assert lasts(pace, clock, 0.001) == 0.25


def test_it_lasts_as_long_where_the_work_fails(clock: Clock) -> None:
    began = clock.now

    with pytest.raises(ValueError, match="no"), Pace().kept(0.25):
        raise ValueError("no")

    assert clock.now - began == 0.25
