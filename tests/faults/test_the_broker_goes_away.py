"""F4: Redis is emptied, killed, cut off, stopped, or never there. It only ever was the doorbell."""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis

from dsar.cases.models import Case
from dsar.local import processes
from dsar.local.valkey import Valkey
from tests.faults import invariants
from tests.faults.changed import EVERY
from tests.faults.conftest import FULL
from tests.faults.crew import BEAT, TICK, WORKER, crew, wait_until
from tests.faults.desks import Desks, left
from tests.faults.docker import Docker
from tests.faults.requester import asking
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1200),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(2, 10, why="copies of a case have no history, and stay shut"),
]

ROUNDS = 5 if FULL else 1
BATCH = 500 if FULL else 250  # reminders that are due as each fault strikes
STOPPED_SECONDS = 60.0 if FULL else 5.0
# At full size the product's own rhythm; a short run looks more often.
RHYTHM = {} if FULL else {EVERY: "1"}
RESUMES_WITHIN = 90.0
WATCH = ("manage.py", "watch", "--", sys.executable)
NOWHERE = "redis+socket:///nowhere/broker.sock"


def flush(broker: Valkey) -> None:
    redis.Redis.from_url(broker.url()).flushall()


def kill(broker: Valkey) -> None:
    processes.kill(processes.working_in(broker.data))
    time.sleep(1)
    broker.ensure()


def cut_off(broker: Valkey) -> None:
    redis.Redis.from_url(broker.url()).execute_command("CLIENT", "KILL", "TYPE", "normal")


def stop_for_a_while(broker: Valkey) -> None:
    (server,) = processes.working_in(broker.data)
    os.kill(server, signal.SIGSTOP)
    try:
        time.sleep(STOPPED_SECONDS)
    finally:
        os.kill(server, signal.SIGCONT)


FAULTS: dict[str, Callable[[Valkey], None]] = {
    "FLUSHALL": flush,
    "kill -9 and restart": kill,
    "CLIENT KILL TYPE normal": cut_off,
    f"SIGSTOP for {STOPPED_SECONDS:.0f} s": stop_for_a_while,
}


def test_nothing_is_lost_and_work_goes_on_by_itself(
    desks: Desks,
    sink: Sink,
    broker: Valkey,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    desks.publish()
    owed: set[str] = set()
    resumed: dict[str, float] = {}
    with crew(tmp_path, sink, REDIS_URL=broker.url(), **RHYTHM) as hands, asking(hands) as web:
        # As in production: each under a watch, and started anew by Docker when that ended it.
        docker = Docker(hands)
        for _ in range(2):
            docker.keep((*WATCH, *WORKER, "--pool=solo"))
        docker.keep((*WATCH, *BEAT, f"--schedule={tmp_path / 'schedule'}"))
        for name in [name for name in FAULTS for _ in range(ROUNDS)]:
            owed |= (batch := desks.owe(BATCH))
            part = dice.randrange(1, BATCH // 2)
            assert docker.until(lambda b=batch, p=part: arrived(sink, b) >= p, within=60), (
                hands.said()
            )
            FAULTS[name](broker)
            ended = time.monotonic()
            owed |= (after := desks.owe(10))
            web.send()
            assert docker.until(lambda a=after: arrived(sink, a) > 0, within=RESUMES_WITHIN), (
                f"after {name}: {hands.said()}"
            )
            resumed[name] = max(resumed.get(name, 0), round(time.monotonic() - ended, 1))
        assert docker.until(lambda: left() == (0, 0, 0), within=120), hands.said()

    figures |= {
        "reminders": len(owed),
        "faults": len(FAULTS) * ROUNDS,
        "lost": len(owed) - arrived(sink, owed),
        "repeats": sink.repeats,
        "seconds until work went on, at worst": resumed,
        "starts of two workers and beat": sum(one.starts for one in docker.kept),
        "oldest tick, seconds": round(docker.oldest_tick, 1),
        "pages asked for": web.looks,
        "requests sent": web.sent,
        "answers other than 2xx": web.refused,
        "slowest answer, seconds": round(web.worst, 2),
    }
    assert figures["lost"] == figures["repeats"] == 0
    assert web.refused == []
    assert Case.objects.count() == len(desks.originals) + len(owed) + len(FAULTS) * ROUNDS
    assert invariants.broken(sink) == []


def test_without_any_broker_a_timer_is_enough(
    desks: Desks, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    desks.publish()
    owed = desks.owe(BATCH)
    began = time.monotonic()
    with crew(tmp_path, sink, REDIS_URL=NOWHERE) as hands, asking(hands) as web:
        web.send()
        hands.start(TICK)
        assert wait_until(lambda: left() == (0, 0, 0), within=60), hands.said()
    seconds = time.monotonic() - began

    figures |= {
        "reminders": len(owed),
        "lost": len(owed) - arrived(sink, owed),
        "repeats": sink.repeats,
        "seconds until all were out": round(seconds, 1),
        "requests sent": web.sent,
        "answers other than 2xx": web.refused,
    }
    assert figures["lost"] == figures["repeats"] == 0
    assert web.refused == []
    assert Case.objects.count() == len(desks.originals) + len(owed) + 1
    assert invariants.broken(sink) == []


def arrived(sink: Sink, owed: set[str]) -> int:
    return len(owed & sink.told.keys())
