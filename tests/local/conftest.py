"""A home folder for servers of the test's own, gone with it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsar.local.postgres import PostgreSQL
from dsar.local.valkey import Valkey


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(home: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL that was never started."""
    server = PostgreSQL(home)
    yield server
    server.stop()


@pytest.fixture
def valkey(home: Path) -> Iterator[Valkey]:
    """A Valkey that was never started."""
    valkey = Valkey(home)
    yield valkey
    valkey.stop()
