"""What a load balancer and an administrator are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

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
def test_a_silent_sweep_is_a_warning(client: Client) -> None:
    aged("outbox", seconds=1)  # somebody rings, but nobody comes round
    aged("round", seconds=80)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["warnings"]["sweeps"].startswith("No sweep for 80 s.")


@pytest.mark.django_db
def test_no_sweep_at_all_is_a_warning(client: Client) -> None:
    assert "No sweep has run" in client.get("/readyz").json()["warnings"]["sweeps"]


@pytest.mark.django_db
def test_redis_away_is_a_warning_and_quick(client: Client, settings: Settings) -> None:
    elsewhere = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere.sock"}
    settings.CACHES = {"default": elsewhere}
    before = timezone.now()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert "Redis cannot be reached" in response.json()["warnings"]["redis"]
    assert timezone.now() - before < timedelta(seconds=1)


@pytest.mark.django_db
def test_a_full_disk_under_the_files_is_a_warning(client: Client, settings: Settings) -> None:
    settings.FILES_FLOOR_MB = 10**9

    response = client.get("/readyz")

    assert response.status_code == 200
    assert "No file is taken" in response.json()["warnings"]["files"]


@pytest.mark.django_db
def test_a_missing_migration_makes_it_unready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "1 migrations are not applied" in response.json()["checks"]["migrations"]


@pytest.mark.django_db
def test_a_database_that_forgets_makes_it_unready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert client.get("/readyz").status_code == 503


@pytest.mark.usefixtures("no_database")
def test_no_database_makes_it_unready(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"] == {"postgresql": "PostgreSQL cannot be reached."}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
