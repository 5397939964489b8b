from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.cache import TolerantCache

NOW = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
PASSWORD = "seven-quiet-lanterns"


@pytest.fixture
def asha(db: None) -> User:
    return add_user(email="asha@example.org", name="Asha Rao", password=PASSWORD, now=NOW)


@pytest.fixture(autouse=True)
def _pages_without_collectstatic(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture(autouse=True)
def _no_counter_left_over(settings: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    # A prefix of its own: the Redis of the tests may be somebody's.
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{request.node.name}"}
    }
    TolerantCache.away_until = 0.0
    yield
    TolerantCache.away_until = 0.0
    cache.close()
