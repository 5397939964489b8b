"""What a load balancer and an administrator are told."""

import itertools
import logging
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dsar import health, kept
from dsar.vault.operations import new_key
from tests.ageing import aged


def test_the_process_lives_without_any_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_it_is_ready_when_all_is_well(client: Client) -> None:
    aged("round", seconds=40)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["warnings"] == {}


@pytest.mark.django_db
def test_a_silent_sweep_is_a_warning(watcher: Client) -> None:
    aged("outbox", seconds=1)  # somebody rings, but nobody comes round
    aged("round", seconds=80)

    response = watcher.get("/readyz")

    assert response.status_code == 200
    assert response.json()["warnings"]["sweeps"].startswith("No sweep for 80 s.")


@pytest.mark.django_db
def test_no_sweep_at_all_is_a_warning(watcher: Client) -> None:
    assert "No sweep has run" in watcher.get("/readyz").json()["warnings"]["sweeps"]


@pytest.mark.django_db
def test_redis_away_is_a_warning_and_quick(watcher: Client, settings: Settings) -> None:
    elsewhere = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere.sock"}
    settings.CACHES = {"default": elsewhere}
    before = timezone.now()

    response = watcher.get("/readyz")

    assert response.status_code == 200
    assert "Redis cannot be reached" in response.json()["warnings"]["redis"]
    assert timezone.now() - before < timedelta(seconds=1)


@pytest.mark.django_db
def test_a_full_disk_under_the_files_is_a_warning(watcher: Client, settings: Settings) -> None:
    settings.FILES_FLOOR_MB = 10**9

    response = watcher.get("/readyz")

    assert response.status_code == 200
    assert "No file is taken" in response.json()["warnings"]["files"]


@pytest.mark.django_db
def test_a_missing_migration_makes_it_unready(watcher: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    response = watcher.get("/readyz")

    assert response.status_code == 503
    assert "1 migrations are not applied" in response.json()["checks"]["migrations"]


@pytest.mark.django_db
def test_a_database_that_forgets_makes_it_unready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert client.get("/readyz").status_code == 503


@pytest.mark.usefixtures("no_database")
def test_no_database_makes_it_unready(watcher: Client) -> None:
    response = watcher.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"] == {"postgresql": "PostgreSQL cannot be reached."}


@pytest.mark.django_db
def test_a_stranger_reads_which_part_is_unwell_and_never_why(
    client: Client, settings: Settings, tmp_path: Path, watcher: Client
) -> None:
    stored_as = new_key(company_id=1, now=timezone.now()).company_key.stored_as
    settings.KEY_DIRS = [*settings.KEY_DIRS, str(tmp_path)]
    warned = client.get("/readyz")
    settings.KEY_DIRS = [str(tmp_path)]

    answer = client.get("/readyz")

    assert (warned.status_code, answer.status_code) == (200, 503)
    assert warned.json()["warnings"] == {"sweeps": "unwell", "key copies": "unwell"}
    assert answer.json()["checks"] == dict.fromkeys(
        ("postgresql", "durability", "migrations", "erased"), "ok"
    ) | {"keys": "unwell"}
    for text in (warned.content.decode(), answer.content.decode()):
        assert str(tmp_path) not in text
        assert stored_as not in text
    assert stored_as in watcher.get("/readyz").json()["checks"]["keys"]


@pytest.mark.django_db
def test_another_token_tells_no_more_than_none(client: Client, watcher: Client) -> None:
    wrong = client.get("/readyz", headers={"Authorization": "Bearer no-such-token"})

    assert wrong.json()["warnings"] == {"sweeps": "unwell"}
    assert wrong.json() == client.get("/readyz").json()


@pytest.mark.django_db
def test_why_stands_in_the_log_once_for_each_change(
    client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(health, "_logged", frozenset())
    aged("round", seconds=1)
    floor = settings.FILES_FLOOR_MB
    with caplog.at_level(logging.WARNING, logger=health.__name__):
        for megabytes in (floor, 10**9, 10**9, floor, floor):
            settings.FILES_FLOOR_MB = megabytes
            client.get("/readyz")

    assert [one.getMessage() for one in caplog.records if one.name == health.__name__] == [
        "Not well: files. No file is taken: the disk of the files is full.",
        "All is well.",
    ]


@pytest.mark.django_db
def test_whoever_asks_often_opens_no_key_each_time(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    new_key(company_id=1, now=timezone.now())
    assert client.get("/readyz").status_code == 200

    monkeypatch.setattr(kept, "SECONDS", 60.0)
    settings.KEY_DIRS = [str(tmp_path)]
    assert client.get("/readyz").status_code == 200

    monkeypatch.setattr(kept, "SECONDS", 0.0)
    assert client.get("/readyz").status_code == 503


def test_while_one_asks_the_others_go_on_with_the_answer_before() -> None:
    asked, may_end = threading.Event(), threading.Event()
    may_end.set()

    def slowly() -> int:
        asked.set()
        assert may_end.wait(30)
        return next(numbers)

    numbers = itertools.count(1)
    number = kept.Kept(slowly)
    assert number() == 1

    asked.clear()
    may_end.clear()
    other = threading.Thread(target=number)
    other.start()
    assert asked.wait(30)
    assert number() == 1  # and does not wait
    may_end.set()
    other.join()
    assert number() == 3


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
