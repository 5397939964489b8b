"""Servers of the test's own in a home that goes with them, and a database that is away."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from dsar.local.postgres import PostgreSQL
from dsar.local.valkey import Valkey
from tests import desk, services

from .machine import CASES, Machine


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(home: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL that was never started. It outlives any kill, though not a power cut."""
    server = PostgreSQL(home, durable=False)
    yield server
    server.stop()


@pytest.fixture
def valkey(home: Path) -> Iterator[Valkey]:
    """A Valkey that was never started."""
    valkey = Valkey(home)
    yield valkey
    valkey.stop()


@pytest.fixture
def no_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL is where nobody listens."""
    with django_db_blocker.unblock():
        connection.close()
        known = connection.settings_dict["HOST"]
        connection.settings_dict["HOST"] = "/nowhere"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["HOST"] = known


@pytest.fixture
def machine(tmp_path: Path, settings: Settings) -> Machine:
    """A desk with some cases and their files, and where its backups go."""
    if not any(isinstance(one, PostgreSQL) for one in services._running):
        pytest.skip("a server that DATABASE_URL names may not be backed up by a test")
    files = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "sealed": {**settings.STORAGES["sealed"], "OPTIONS": {"location": str(files)}},
    }
    company = desk.publish()
    for _ in range(CASES):
        desk.a_file(desk.receive(company, at=timezone.now()))
    return Machine(tmp_path, files)


@pytest.fixture
def empty() -> Iterator[str]:
    """The name of a database without a table."""
    name = f"restored_{token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
