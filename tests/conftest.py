"""What every test may ask for. Servers and settings come from tests/settings.py."""

import contextvars
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from dsar import kept, tenancy
from dsar.local.postgres import DESK
from dsar.outbox import held
from dsar.tenancy import roles
from tests import caching
from tests.flushing import _flush_past_the_audit_guard  # noqa: F401
from tests.smtp import Server, Sink


@pytest.fixture(scope="session", autouse=True)
def _threads_of_a_test_see_what_it_sees() -> Iterator[None]:
    """A thread begins with nothing in force; one that a test starts is part of the test."""
    start = threading.Thread.start

    def start_here(self: threading.Thread) -> None:
        self.run = partial(contextvars.copy_context().run, self.run)  # type: ignore[method-assign]
        start(self)

    with pytest.MonkeyPatch.context() as patch, tenancy.every_company("what a session prepares"):
        patch.setattr(threading.Thread, "start", start_here)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tests own the tables; what they start beside them runs as the desk's own role."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        roles.grant(connection, DESK)
        # `desk.OFFICER` is a name and no row: somebody real with that number would be two people.
        cursor.execute("ALTER SEQUENCE accounts_user_id_seq RESTART WITH 101")


@pytest.fixture(autouse=True)
def _a_test_sees_every_company() -> Iterator[None]:
    """What comes in through a door sees what its door lets it see, as in production."""
    with tenancy.every_company("a test arranges for all and looks at all"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    caching.begin_anew()


@pytest.fixture(autouse=True)
def _nothing_left_yet() -> None:
    """A test's database knows nothing of what another's has sent."""
    (Path(configured.TOMBSTONES) / held.FILE).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _no_answer_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test changes what is asked for between one question and the next."""
    monkeypatch.setattr(kept, "SECONDS", 0.0)


@pytest.fixture
def watcher(settings: Settings) -> Client:
    """Who brings the token of /metrics, and is told why."""
    settings.METRICS_TOKEN = "0123456789abcdef" * 2
    return Client(headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"})


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
