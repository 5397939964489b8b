"""Redis away, in each of its ways, costs half a second once and then nothing."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from dsar.cache import TolerantCache


@pytest.fixture
def deaf_redis() -> Iterator[str]:
    """Takes the connection and never says a word, as a stopped process does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture(params=["deaf", "redis://127.0.0.1:1/0", "unix:///nowhere/redis.sock"])
def redis_away(settings: Settings, request: pytest.FixtureRequest, deaf_redis: str) -> None:
    location = deaf_redis if request.param == "deaf" else request.param
    # Without the patience that the other tests have with a busy machine.
    own = {"LOCATION": location, "OPTIONS": {}}
    settings.CACHES = {"default": settings.CACHES["default"] | own}


def test_what_is_counted_with_redis_is_read_back() -> None:
    cache.set("tries", 1, 60)

    assert cache.add("tries", 5, 60) is False
    assert cache.incr("tries") == 2
    assert cache.get("tries") == 2
    assert TolerantCache.away_until == 0


def test_counting_goes_on_in_memory(redis_away: None) -> None:
    assert cache.add("tries", 1, 60) is True
    assert cache.add("tries", 5, 60) is False
    assert cache.incr("tries") == 2
    assert cache.touch("tries", 120) is True
    assert cache.delete("tries") is True
    assert cache.get("tries") is None


def test_nobody_waits_for_it_twice(redis_away: None) -> None:
    began = time.monotonic()
    cache.get("tries")
    first = time.monotonic() - began
    for _ in range(50):
        cache.get("tries")

    assert first < 1
    assert time.monotonic() - began - first < 0.1


def test_redis_is_asked_again_after_a_while(
    redis_away: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.get("tries")
    assert TolerantCache.away_until > time.monotonic() + 4

    monkeypatch.setattr(TolerantCache, "away_until", time.monotonic() - 1)
    cache.get("tries")

    assert TolerantCache.away_until > time.monotonic() + 4
