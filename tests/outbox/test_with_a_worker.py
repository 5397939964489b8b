"""A real Celery worker hears the bell, and may die of it."""

import base64
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import redis
from django.conf import settings as configured
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from dsar.outbox.claims import LEASE
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from tests.smtp import Sink

from .owing import owe, start

WORKER = ["-m", "celery", "-A", "dsar", "worker", "--pool=solo", "--loglevel=WARNING"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
# A worker refuses to start with keys that are made up for tests.
SAFE = {
    "DSAR_DEMO": "1",
    "DSAR_ALLOWED_HOSTS": "localhost",
    "DSAR_SECRET_KEY": "".join(chr(33 + number) for number in range(60)),
    "DSAR_ROOT_KEY": base64.b64encode(bytes(range(32))).decode(),
}
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_task_left_over() -> Iterator[None]:
    broker = redis.Redis.from_url(configured.CACHES["default"]["LOCATION"])
    broker.delete(configured.CELERY_TASK_DEFAULT_QUEUE)
    yield
    broker.delete(configured.CELERY_TASK_DEFAULT_QUEUE)


@pytest.fixture
def worker(smtp: Sink, settings: Settings) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    settings.SECRET_KEY, settings.ROOT_KEY = SAFE["DSAR_SECRET_KEY"], SAFE["DSAR_ROOT_KEY"]
    started: list[subprocess.Popen[bytes]] = []

    def begin(crash_at: str = "") -> subprocess.Popen[bytes]:
        started.append(start([*WORKER, *ALONE], sink=smtp, crash_at=crash_at, **SAFE))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def within(seconds: float, what: Callable[[], bool]) -> bool:
    ends = time.monotonic() + seconds
    while not what() and time.monotonic() < ends:
        time.sleep(0.05)
    return what()


def commit_a_letter() -> None:
    with transaction.atomic():
        owe()


def test_a_letter_leaves_as_soon_as_its_change_is_committed(
    smtp: Sink, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    worker()

    commit_a_letter()

    assert within(30, lambda: len(smtp.messages) == 1)
    assert within(5, lambda: Message.objects.get().state == State.SENT)


def test_a_worker_that_dies_sending_loses_nothing_and_repeats_at_most_once(
    smtp: Sink, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    dying = worker("after-send")

    commit_a_letter()

    assert dying.wait(30) == 137
    assert Message.objects.get().state == State.QUEUED
    assert drain(now=timezone.now() + LEASE + timedelta(seconds=1)) == 1
    first, second = (mail["Message-ID"] for mail in smtp.messages)
    assert first == second


def test_a_letter_owed_while_no_worker_lives_is_swept_later(smtp: Sink) -> None:
    commit_a_letter()

    assert not smtp.messages
    assert drain(now=timezone.now()) == 1
