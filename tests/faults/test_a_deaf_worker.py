"""F5: the worker's line to the broker breaks, its children are killed, it stops hearing at all."""

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Max

from dsar.local.valkey import Valkey
from dsar.outbox.models import Message
from tests.faults import invariants
from tests.faults.changed import EVERY, LEASE, STALE
from tests.faults.conftest import FULL
from tests.faults.crew import WORKER, children_of, crew
from tests.faults.desks import Desks, left
from tests.faults.docker import Docker, Kept
from tests.faults.proxy import Proxy, between
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(900),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(2, 10, why="copies of a case have no history, and stay shut"),
]

CUTS, CUT_FOR = (10, 30.0) if FULL else (4, 6.0)  # so often, spread over so many seconds
BATCH = 500 if FULL else 150
# At full size the product's own patience; a short run has a tenth of it.
STALE_SECONDS = 50.0 if FULL else 8.0
FIRST = 60.0 if FULL else 10.0
SEEN_WITHIN = 90.0 if FULL else 25.0  # seconds since the last sweep, when the next one comes
RHYTHM = {EVERY: "1", LEASE: "5"} | ({} if FULL else {STALE: str(STALE_SECONDS)})
WATCHED = ("manage.py", "watch", "--first", str(FIRST), "--", sys.executable)
PREFORK = (*WORKER, "--concurrency=2")


def cut_again_and_again(docker: Docker, worker: Kept, proxy: Proxy, dice: random.Random) -> None:
    began = time.monotonic()
    for moment in sorted(dice.uniform(0, CUT_FOR) for _ in range(CUTS)):
        docker.until(lambda m=moment: time.monotonic() >= began + m, within=CUT_FOR)
        proxy.cut()


def kill_a_child(docker: Docker, worker: Kept, proxy: Proxy, dice: random.Random) -> None:
    """What the kernel does to a process that takes too much memory."""
    os.kill(dice.choice(children_of(worker.celery())), signal.SIGKILL)


def ask_to_end(docker: Docker, worker: Kept, proxy: Proxy, dice: random.Random) -> None:
    os.kill(worker.celery(), signal.SIGTERM)


def deafen(docker: Docker, worker: Kept, proxy: Proxy, dice: random.Random) -> None:
    """It runs, by every process list, and does nothing more."""
    celery = worker.celery()
    for pid in (celery, *children_of(celery)):
        os.kill(pid, signal.SIGSTOP)


FAULTS = {
    f"connections cut {CUTS} times in {CUT_FOR:.0f} s": cut_again_and_again,
    "kill -9 of a child": kill_a_child,
    "SIGTERM at work": ask_to_end,
    "a stopped worker": deafen,
}


def test_a_worker_that_breaks_or_hears_nothing_is_back_and_loses_nothing(
    desks: Desks,
    sink: Sink,
    broker: Valkey,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    desks.publish()
    owed: set[str] = set()
    back: dict[str, float] = {}
    with between(broker.socket) as proxy, crew(tmp_path, sink, **RHYTHM) as hands:
        hands.start_beat(REDIS_URL=broker.url())
        docker = Docker(hands)
        worker = docker.keep((*WATCHED, *PREFORK), REDIS_URL=proxy.url())
        for name, strike in FAULTS.items():
            owed |= (batch := desks.owe(BATCH))
            part = dice.randrange(1, BATCH // 2)
            assert docker.until(lambda b=batch, p=part: arrived(sink, b) >= p, within=60), (
                hands.said()
            )
            struck = time.monotonic()
            strike(docker, worker, proxy, dice)
            owed |= (after := desks.owe(10))
            assert docker.until(lambda a=after: arrived(sink, a) > 0, within=240), (
                f"after {name}: {hands.said()}"
            )
            back[name] = round(time.monotonic() - struck, 1)
        assert docker.until(lambda: left() == (0, 0, 0), within=60), hands.said()

    figures |= {
        "reminders": len(owed),
        "seconds until work went on": back,
        "oldest tick, seconds": round(docker.oldest_tick, 1),
        "a silent worker is ended after, seconds": STALE_SECONDS,
        "starts of the worker": worker.starts,
        "lost": len(owed) - arrived(sink, owed),
        "repeats with the same id": sink.repeats,
        "most tries of one message": Message.objects.aggregate(most=Max("attempts"))["most"],
    }
    assert figures["lost"] == 0
    assert figures["repeats with the same id"] <= len(FAULTS)
    assert figures["most tries of one message"] <= 5
    assert figures["oldest tick, seconds"] <= SEEN_WITHIN
    assert worker.starts >= 3  # asked to end once, silent once
    assert invariants.broken(sink) == []


def test_unwatched_a_deaf_worker_runs_on_and_nobody_notices(
    desks: Desks, sink: Sink, broker: Valkey, tmp_path: Path, figures: dict[str, Any]
) -> None:
    """The control. Longer than the watch would have needed, the process lives and sends nothing."""
    patience = STALE_SECONDS + FIRST
    desks.publish()
    with between(broker.socket) as proxy, crew(tmp_path, sink, **RHYTHM) as hands:
        hands.start_beat(REDIS_URL=broker.url())
        docker = Docker(hands)
        worker = docker.keep(PREFORK, REDIS_URL=proxy.url())
        assert docker.until(lambda: left() == (0, 0, 0), within=60), hands.said()
        proxy.swallow = True
        time.sleep(2)  # what it had heard before is done
        owed = desks.owe(20)
        noticed = docker.until(lambda: arrived(sink, owed) > 0, within=patience)
        lives = worker.process.poll() is None

    figures |= {
        "seconds waited": round(patience, 1),
        "oldest tick, seconds": round(docker.oldest_tick, 1),
        "worker still runs": lives,
        "starts of the worker": worker.starts,
        "sent": arrived(sink, owed),
        "lost so far": len(owed) - arrived(sink, owed),
    }
    assert not noticed
    assert lives
    assert worker.starts == 1
    assert docker.oldest_tick > STALE_SECONDS


def arrived(sink: Sink, owed: set[str]) -> int:
    return len(owed & sink.told.keys())
