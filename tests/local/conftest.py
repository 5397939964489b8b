"""Servers of the test's own in a home that goes with them, and a database that is away."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from dsar.local.postgres import PostgreSQL
from dsar.local.valkey import Valkey


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
