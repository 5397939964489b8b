"""F1: thousands of reminders are due, two sweepers take them, and kill -9 comes again and again."""

import random
import time
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.faults import invariants
from tests.faults.changed import LEASE
from tests.faults.conftest import FULL
from tests.faults.crew import TICK, Crew, crew, wait_until
from tests.faults.desks import Desks, left
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1200),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(2, 10, why="copies of a case have no history, and stay shut"),
]

COUNT, KILLS = (10_000, 20) if FULL else (1_000, 6)
LEASE_SECONDS = 5.0
OFFICERS = COUNT // 50  # at each company


def kill_on_the_way(hands: Crew, owed: int, dice: random.Random) -> list[tuple[int, int, int]]:
    """KILLS times the longest-serving sweeper dies, at random points of the whole way from
    reminder to mail, and another takes its place. What was left each time."""
    stages = 3 * owed  # taken, mailed, sent
    found = []
    for point in sorted(dice.sample(range(stages // 50, stages), KILLS)):
        assert wait_until(lambda point=point: done(owed) >= point, within=300, every=0.005), (
            hands.said()
        )
        time.sleep(dice.uniform(0, 0.03))
        hands.kill(hands.oldest())
        found.append(left())
        hands.start(TICK)
    return found


def done(owed: int) -> int:
    untaken, unmailed, unsent = left()
    # What is not taken yet has no notice to be mailed, and what is not mailed no message.
    return 3 * owed - 3 * untaken - 2 * unmailed - unsent


@pytest.mark.parametrize("digest_from", [0, 4], ids=["a mail each", "digests"])
def test_every_reminder_arrives_and_a_repeat_has_the_same_id(
    desks: Desks,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
    settings: Settings,
    digest_from: int,
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    # Where mails are few there is time for one company's own system to be told as well.
    webhook = sink.url if digest_from else ""
    desks.publish(officers=OFFICERS, digest_from=digest_from, webhook=webhook)
    owed = desks.owe(COUNT)
    began = time.monotonic()
    environment = {LEASE: str(LEASE_SECONDS), "DSAR_WEBHOOK_ALLOW_PRIVATE": "yes"}
    with crew(tmp_path, sink, **environment) as hands:
        for _ in range(2):
            hands.start(TICK)
        found = kill_on_the_way(hands, COUNT, dice)
        last_kill = time.monotonic()
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()
        ended = time.monotonic()

    seen = sink.told
    told = {reference: seen.get(reference, set()) for reference in owed}
    about_owed = set().union(*told.values())
    figures |= {
        "reminders": COUNT,
        "kills": KILLS,
        "kills with work left": sum(any(work) for work in found),
        "lost": sum(not ids for ids in told.values()),
        "told under two ids": sum(len(ids) > 1 for ids in told.values()),
        "mails": len(about_owed),
        "repeats with the same id": sink.repeats,
        "seconds until all were out": round(ended - began, 1),
        "seconds after the last kill": round(ended - last_kill, 1),
    }
    assert figures["kills with work left"] >= KILLS / 2, found
    assert figures["lost"] == figures["told under two ids"] == 0
    assert sink.repeats <= KILLS
    assert len(about_owed) == (2 * OFFICERS if digest_from else COUNT)
    if webhook:
        events = sink.told_by("webhook")
        figures["webhooks"] = sum(map(len, events.values()))
        figures["webhooks lost"] = COUNT // 2 - len(owed & events.keys())
        figures["webhooks under two ids"] = sum(len(ids) > 1 for ids in events.values())
        assert invariants.broken(sink) == []
