"""Do the experiments see anything? The same faults, with the protection taken out, do harm."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from dsar.local.valkey import Valkey
from tests.faults import naive
from tests.faults.changed import WITHOUT
from tests.faults.conftest import FULL
from tests.faults.crew import TICK, crew, wait_until
from tests.faults.desks import Desks, left
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]

NAIVE = ("-m", "celery", "-A", "tests.faults.naive", "worker", "-c", "2", "--loglevel=ERROR")
COUNT, KILLS = (4_000, 10) if FULL else (400, 3)


@pytest.fixture
def queue(broker: Valkey, monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    """Where plain sends wait; workers that are started from now on take them from there."""
    url = broker.url().replace("unix://", "redis+socket://")
    monkeypatch.setenv(naive.BROKER, url)
    naive.app.conf.broker_url = url
    with redis.Redis.from_url(broker.url()) as client:
        yield client
    naive.app.close()


def send_all(sink: Sink) -> None:
    with naive.app.connection_for_write() as connection:
        for number in range(COUNT):
            naive.send.apply_async((number, sink.port), connection=connection)


def settled(queue: redis.Redis, sink: Sink) -> bool:
    """Nothing is queued any more and nothing has arrived for two seconds."""
    before = len(sink.arrivals)
    return queue.llen("celery") == 0 and not wait_until(
        lambda: len(sink.arrivals) > before, within=2, every=0.2
    )


def test_plain_celery_sends_are_lost_when_workers_are_killed(
    sink: Sink, queue: redis.Redis, tmp_path: Path, dice: random.Random, figures: dict[str, Any]
) -> None:
    send_all(sink)
    with crew(tmp_path, sink) as hands:
        for _ in range(2):
            hands.start(NAIVE)
        for point in sorted(dice.sample(range(1, COUNT * 9 // 10), KILLS)):
            assert wait_until(lambda point=point: len(sink.arrivals) >= point, within=60)
            hands.kill(hands.oldest())
            hands.start(NAIVE)
        assert wait_until(lambda: settled(queue, sink), within=60), hands.said()

    figures |= {"sends": COUNT, "kills": KILLS, "lost": COUNT - len(sink.ids)}
    assert figures["lost"] > 0


def test_a_queue_that_is_the_ledger_forgets_all_that_waits_when_it_is_emptied(
    sink: Sink, queue: redis.Redis, tmp_path: Path, dice: random.Random, figures: dict[str, Any]
) -> None:
    send_all(sink)
    with crew(tmp_path, sink) as hands:
        hands.start(NAIVE)
        point = dice.randrange(1, COUNT // 4)
        assert wait_until(lambda: len(sink.arrivals) >= point, within=60), hands.said()
        queue.flushall()
        assert wait_until(lambda: settled(queue, sink), within=60), hands.said()

    figures |= {"sends": COUNT, "lost": COUNT - len(sink.ids)}
    assert figures["lost"] > 0


def test_without_claims_two_sweepers_repeat_each_other(
    desks: Desks, sink: Sink, tmp_path: Path, figures: dict[str, Any]
) -> None:
    desks.publish()
    owed = desks.owe(COUNT)
    with crew(tmp_path, sink, **{WITHOUT: "claims"}) as hands:
        for _ in range(2):
            hands.start(TICK)
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()
        wait_until(lambda: bool(hands.dead()), within=1)  # what was begun twice is sent twice

    figures |= {"reminders": len(owed), "repeats": sink.repeats}
    assert figures["repeats"] > 0
