from datetime import UTC, datetime

import pytest

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.cache import TolerantCache

NOW = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
PASSWORD = "seven-quiet-lanterns"


@pytest.fixture
def asha(db: None) -> User:
    return add_user(email="asha@example.org", name="Asha Rao", password=PASSWORD, now=NOW)


@pytest.fixture(autouse=True)
def _redis_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test counts in memory because an earlier one met a dead Redis."""
    monkeypatch.setattr(TolerantCache, "away_until", 0.0)
