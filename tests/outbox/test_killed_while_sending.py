"""A sender dies at each place where it can. Nothing is lost, and a repeat carries the same id."""

import random
import signal
import subprocess
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from dsar.outbox.claims import LEASE
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from tests.smtp import Sink

from .owing import owe_many, start

TICK = ["manage.py", "tick"]
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def arrived(sink: Sink) -> Counter[str]:
    return Counter(mail["Subject"] for mail in sink.messages)


def ids(sink: Sink) -> set[str]:
    return {mail["Message-ID"] for mail in sink.messages}


@pytest.mark.parametrize(
    ("place", "repeats"),
    [
        ("before-claim", 0),
        ("after-claim", 0),
        ("before-send", 0),
        ("after-send", 1),
        ("after-mark", 0),
    ],
)
def test_dead_at_a_crash_point(smtp: Sink, place: str, repeats: int) -> None:
    owed = owe_many(4)

    dead = start(TICK, sink=smtp, crash_at=place)
    assert dead.wait(60) == 137, dead.communicate()

    drain(now=timezone.now() + LEASE + timedelta(seconds=1))
    assert set(arrived(smtp)) == owed
    assert arrived(smtp).total() == 4 + repeats
    assert len(ids(smtp)) == 4
    assert {message.state for message in Message.objects.all()} == {State.SENT}


def test_what_a_dead_sender_held_is_left_alone_until_its_lease_ends(smtp: Sink) -> None:
    owe_many(2)
    start(TICK, sink=smtp, crash_at="after-claim").wait(60)

    assert drain(now=timezone.now()) == 0
    assert drain(now=timezone.now() + LEASE) == 2


def test_kill_9_at_random_moments_with_two_senders(smtp: Sink) -> None:
    seed = 20261123
    dice = random.Random(seed)
    owed = owe_many(400)
    kills = 0

    for _ in range(4):
        pair = [start(TICK, sink=smtp) for _ in range(2)]
        before = len(smtp.messages)
        wait_for_mail(smtp, before + dice.randint(5, 40), pair)
        for sender in pair:
            kills += sender.poll() is None
            sender.send_signal(signal.SIGKILL)
            sender.communicate()
        Message.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())

    drain(now=timezone.now())
    assert kills >= 4, f"seed {seed}: nobody was killed while sending"
    assert set(arrived(smtp)) == owed
    assert len(ids(smtp)) == 400
    assert arrived(smtp).total() - 400 <= kills
    assert all_sent()


def all_sent() -> bool:
    return not Message.objects.exclude(state=State.SENT).exists()


def wait_for_mail(sink: Sink, count: int, senders: list[subprocess.Popen[bytes]]) -> None:
    ends = time.monotonic() + 60
    while len(sink.messages) < count and time.monotonic() < ends:
        if all(sender.poll() is not None for sender in senders):
            return
        time.sleep(0.002)
