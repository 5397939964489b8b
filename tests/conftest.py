"""What every test may ask for. Servers and settings come from tests/settings.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from dsar.outbox import held
from tests import caching
from tests.flushing import _flush_past_the_audit_guard  # noqa: F401
from tests.smtp import Server, Sink


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    caching.begin_anew()


@pytest.fixture(autouse=True)
def _nothing_left_yet() -> None:
    """A test's database knows nothing of what another's has sent."""
    (Path(configured.TOMBSTONES) / held.FILE).unlink(missing_ok=True)


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Sink]:
    """A mail server; Django sends to it for the length of the test."""
    sink = Sink()
    server = Server(sink)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = False
    yield sink
    server.stop()
