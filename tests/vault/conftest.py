from datetime import UTC, datetime
from pathlib import Path

import pytest

from dsar.vault import operations
from dsar.vault.models import DataKey

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ACME, GLOBEX = 1, 2


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def data_key(db) -> DataKey:
    return operations.new_key(company_id=ACME, now=NOW)


@pytest.fixture
def disk(settings, tmp_path) -> Path:
    """The folder behind the storage "sealed"."""
    backend = settings.STORAGES["sealed"]["BACKEND"]
    settings.STORAGES = settings.STORAGES | {
        "sealed": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path
