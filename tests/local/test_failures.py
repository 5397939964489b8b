"""Answers that are failures of ours: counted for a monitoring system by their status, no more."""

import time
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from dsar import failures
from dsar.api import schema
from dsar.cache import TolerantCache

FAILING = "tests.local.outage_urls"
TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def failing(client: Client, settings: Settings) -> Client:
    settings.ROOT_URLCONF = FAILING
    return client


def without_redis(settings: Any) -> None:
    away = {"LOCATION": "unix:///nowhere/redis.sock", "OPTIONS": {}}
    settings.CACHES = {"default": settings.CACHES["default"] | away}


def counted() -> dict[str, float]:
    return {status: number for status, number in failures.counts().items() if number}


@pytest.mark.parametrize("path", ["/blunder", "/api/v1/blunder", "/drp/v1/blunder"])
def test_a_fault_of_ours_is_counted(failing: Client, path: str) -> None:
    assert failing.get(path).status_code == 500

    assert counted() == {"500": 1}


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("path", ["/ask", "/session", "/api/v1/ask"])
def test_an_answer_without_the_database_is_counted(failing: Client, path: str) -> None:
    """By a view or by a middleware around it."""
    for _ in range(2):
        assert failing.get(path).status_code == 503

    assert counted() == {"503": 2}


@pytest.mark.usefixtures("no_database")
def test_a_page_of_the_desk_without_the_database_is_counted(client: Client) -> None:
    form = {"login": "asha@example.org", "password": "x"}
    assert client.post("/desk/sign-in/", form).status_code == 503

    assert counted() == {"503": 1}


def test_each_failure_that_the_api_names_is_counted() -> None:
    assert {status for status in schema._WHEN if status >= 500} <= set(failures.STATUSES)


@pytest.mark.django_db
def test_what_went_well_and_what_was_refused_is_not_counted_and_asks_redis_nothing(
    failing: Client, settings: Any
) -> None:
    without_redis(settings)
    assert failing.get("/ask").status_code == 200
    assert failing.get("/nothing-here/").status_code == 404
    assert TolerantCache.away_until == 0.0  # nobody found out that it is away

    assert failing.get("/blunder").status_code == 500
    assert TolerantCache.away_until > time.monotonic()


@pytest.mark.usefixtures("no_database")
def test_the_no_that_a_supervisor_is_told_is_no_failure(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/readyz").status_code == 503
    told = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 503

    assert counted() == {}


def test_while_redis_is_away_the_answer_is_the_same_and_the_numbers_come_back(
    failing: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = failing.get("/blunder")
    there = settings.CACHES

    without_redis(settings)
    meanwhile = failing.get("/blunder")
    assert failures.counts() == {}
    settings.CACHES = there
    monkeypatch.setattr(TolerantCache, "away_until", 0.0)

    assert (meanwhile.status_code, meanwhile.text) == (before.status_code, before.text)
    assert counted() == {"500": 1}


def test_a_redis_that_is_emptied_while_it_counts_harms_no_answer(
    failing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`add` found the key there, and `incr` finds it no more."""
    monkeypatch.setattr(TolerantCache, "add", lambda *_: False)

    assert failing.get("/no-room").status_code == 503
    assert counted() == {}


@pytest.mark.django_db
def test_a_monitoring_system_reads_them_and_nothing_of_the_page(
    failing: Client, settings: Settings
) -> None:
    failing.post("/blunder", {"words": "Everything about me"})
    settings.ROOT_URLCONF, settings.METRICS_TOKEN = "dsar.urls", TOKEN

    page = failing.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    lines = [line for line in page.text.splitlines() if "dsar_failed_answers_total" in line]
    assert lines[1:] == [
        "# TYPE dsar_failed_answers_total counter",
        'dsar_failed_answers_total{status="500"} 1',
        'dsar_failed_answers_total{status="503"} 0',
        'dsar_failed_answers_total{status="507"} 0',
    ]
