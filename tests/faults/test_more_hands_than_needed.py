"""F3: two beats, five workers and somebody who sweeps by hand, all at once, get in nobody's way."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults import invariants
from tests.faults.changed import EVERY
from tests.faults.conftest import FULL
from tests.faults.crew import TICK, WORKER, crew, wait_until
from tests.faults.desks import Desks, left
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(2, 10, why="copies of a case have no history, and stay shut"),
]

COUNT = 10_000 if FULL else 2_000
WORKERS, BEATS = 5, 2


def test_two_beats_five_workers_and_a_manual_sweep_repeat_and_lose_nothing(
    desks: Desks, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    desks.publish(officers=20)
    with crew(tmp_path, sink, **{EVERY: "0.5"}) as hands:
        for _ in range(WORKERS):
            hands.start((*WORKER, "--pool=solo", "--loglevel=INFO"))
        for _ in range(BEATS):
            hands.start_beat()
        assert wait_until(lambda: hands.saying("succeeded in") == WORKERS, within=60), hands.said()
        began = time.monotonic()
        owed = desks.owe(COUNT)
        hands.start(TICK)
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()
        seconds = time.monotonic() - began
        assert not hands.dead(), hands.said()

    seen = sink.told
    told = {reference: seen.get(reference, set()) for reference in owed}
    figures |= {
        "reminders": COUNT,
        "workers": WORKERS,
        "beats": BEATS,
        "lost": sum(not ids for ids in told.values()),
        "told under two ids": sum(len(ids) > 1 for ids in told.values()),
        "repeats": sink.repeats,
        "seconds until all were out": round(seconds, 1),
    }
    assert figures["lost"] == figures["told under two ids"] == figures["repeats"] == 0
    assert invariants.broken(sink) == []
