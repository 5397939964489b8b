"""The broker only hurries things along. A change commits, and its letter leaves, without it."""

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as configured
from django.db import transaction
from pytest_django import Settings

from dsar.outbox.models import Message
from dsar.outbox.nudge import nudge
from dsar.outbox.sweep import sweep
from tests.smtp import Sink

from .owing import NOW, owe


@pytest.fixture
def deaf_broker() -> Iterator[str]:
    """Takes the connection and never says a word, as a stopped process does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture(params=["deaf", "redis://127.0.0.1:1/0", "redis+socket:///nowhere/broker.sock"])
def no_broker(settings: Settings, request: pytest.FixtureRequest, deaf_broker: str) -> None:
    settings.CELERY_BROKER_URL = deaf_broker if request.param == "deaf" else request.param


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_the_change_commits_within_a_second_and_the_sweep_sends(smtp: Sink) -> None:
    began = time.monotonic()
    with transaction.atomic():
        owe()
    took = time.monotonic() - began

    assert took < 1
    assert Message.objects.count() == 1
    assert sweep(now=NOW) == 1


@pytest.mark.usefixtures("no_broker")
def test_only_the_first_request_notices() -> None:
    assert not nudge()

    began = time.monotonic()
    assert not any(nudge() for _ in range(100))
    assert time.monotonic() - began < 0.05


@pytest.fixture
def bell() -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(configured.CACHES["default"]["LOCATION"])
    client.delete(configured.CELERY_TASK_DEFAULT_QUEUE)
    yield client
    client.delete(configured.CELERY_TASK_DEFAULT_QUEUE)


def rung(bell: redis.Redis) -> int:
    return int(bell.llen(configured.CELERY_TASK_DEFAULT_QUEUE))


@pytest.mark.django_db(transaction=True)
def test_a_commit_rings_the_bell_without_a_word_of_the_letter(bell: redis.Redis) -> None:
    with transaction.atomic():
        owe()
        assert rung(bell) == 0
    assert rung(bell) == 1

    (said,) = bell.lrange(configured.CELERY_TASK_DEFAULT_QUEUE, 0, -1)
    assert b"dsar.outbox.tasks.sweep_outbox" in said
    assert b"7K3Q" not in said


@pytest.mark.django_db(transaction=True)
def test_many_letters_of_one_change_ring_the_bell_once(bell: redis.Redis) -> None:
    with transaction.atomic():
        owe("first")
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            owe("undone")
            1 / 0  # noqa: B018
        owe("second")
    assert rung(bell) == 1

    with transaction.atomic():
        owe("another change")
    assert rung(bell) == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_owed_after_something_undone_rings_the_bell(bell: redis.Redis) -> None:
    with transaction.atomic():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            owe("undone")
            1 / 0  # noqa: B018
        owe("kept")

    assert rung(bell) == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_rings_no_bell(bell: redis.Redis) -> None:
    with transaction.atomic():
        owe()
        transaction.set_rollback(True)

    assert rung(bell) == 0


@pytest.mark.django_db(transaction=True)
def test_a_letter_for_later_rings_no_bell(bell: redis.Redis) -> None:
    owe(due_at=NOW.replace(year=2027))

    assert rung(bell) == 0


def lines(bell: redis.Redis) -> set[str]:
    return {one["id"] for one in bell.client_list()}


def test_one_line_is_kept_for_many_nudges(bell: redis.Redis) -> None:
    assert nudge()
    before = lines(bell)

    assert all(nudge() for _ in range(5))

    assert rung(bell) == 6
    assert lines(bell) <= before


def test_a_line_that_was_cut_costs_no_nudge(bell: redis.Redis) -> None:
    before = lines(bell)
    assert nudge()
    for line in lines(bell) - before:
        bell.client_kill_filter(_id=line)

    assert nudge()
    assert rung(bell) == 2


def test_a_broker_that_was_emptied_is_told_anew_where_the_bell_hangs(bell: redis.Redis) -> None:
    assert nudge()
    bell.delete(f"_kombu.binding.{configured.CELERY_TASK_DEFAULT_QUEUE}")
    bell.delete(configured.CELERY_TASK_DEFAULT_QUEUE)

    assert nudge()
    assert rung(bell) == 1
