"""Short in `make test`, full in `make faults`; each run has a seed that can be given again."""

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import redis
from django.conf import settings as configured
from django.core.files.storage import storages
from django.db import connection
from pytest_django import Settings

from dsar.local.postgres import PostgreSQL
from dsar.local.valkey import Valkey
from tests import services
from tests.faults import afterwards, page
from tests.faults.desks import Desks
from tests.faults.elsewhere import Elsewhere
from tests.faults.fresh import Fresh
from tests.faults.sink import Sink, listening
from tests.outbox.test_with_a_worker import SAFE

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("DSAR_FAULTS") == "full"
RESULTS = ROOT / "var" / "faults"
PASSED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    for number in page.EXPERIMENTS:
        config.addinivalue_line("markers", f"{number}: an experiment of the reliability plan")
    config.addinivalue_line(
        "markers",
        "spared(*numbers, why): invariants that an experiment cannot keep; or none of them",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """`-m F2` finds it, and nothing of F20."""
    if number := page.known(item.name)[0]:
        item.add_marker(number)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """While all that it works on is there, and so that a run that broke one has not passed."""
    afterwards.begin()
    result = yield
    afterwards.look(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    return report


@pytest.fixture
def seed() -> int:
    """DSAR_SEED, or a fresh one: a failure prints it."""
    seed = int(os.environ.get("DSAR_SEED") or random.SystemRandom().randrange(2**32))
    print(f"DSAR_SEED={seed}")
    return seed


@pytest.fixture
def dice(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.fixture
def figures(request: pytest.FixtureRequest, seed: int) -> Iterator[dict[str, Any]]:
    """What was seen, kept as JSON under the name of the test once it has passed."""
    began, load = time.monotonic(), os.getloadavg()[0]
    seen: dict[str, Any] = {}
    yield seen
    if not request.node.stash.get(PASSED, False):
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept = {
        "test": request.node.nodeid,
        "size": "full" if FULL else "short",
        "seed": seed,
        "commit": commit(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - began, 1),
        "load before": round(load, 1),
        **seen,
    }
    (RESULTS / f"{request.node.name}.json").write_text(json.dumps(kept, indent=1) + "\n")


def commit() -> str:
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(git, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with listening(tmp_path) as sink:
        yield sink


@pytest.fixture
def desks(settings: Settings) -> Desks:
    """Companies under keys that a real worker accepts."""
    settings.SECRET_KEY, settings.ROOT_KEY = SAFE["DSAR_SECRET_KEY"], SAFE["DSAR_ROOT_KEY"]
    return Desks()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey that belongs to this test alone."""
    server = Valkey(tmp_path / "home")
    server.ensure()
    yield server
    server.stop()


@pytest.fixture
def own_database() -> None:
    if not any(isinstance(one, PostgreSQL) for one in services._running):
        pytest.skip("a server that DATABASE_URL names may not be backed up by a test")


@pytest.fixture
def elsewhere(own_database: None, tmp_path: Path) -> Iterator[Elsewhere]:
    made = Elsewhere(tmp_path)
    yield made
    made.server.stop()


@pytest.fixture
def durable(own_database: None, tmp_path: Path, desks: Desks) -> Iterator[Elsewhere]:
    """A server of this test alone, which waits for its disk; the test itself works on it."""
    made = Elsewhere(tmp_path, durable=True)
    made.restore()
    made.start()
    with made.in_place():
        yield made
    made.server.stop()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    name = f"migrated_{token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield Fresh(name, tmp_path)
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def files_of_now(settings: Settings, tmp_path: Path) -> Path:
    """A folder of sealed files of this test alone, so that it can be copied whole."""
    folder = tmp_path / "files-of-now"
    settings.STORAGES = {
        **settings.STORAGES,
        "sealed": {**settings.STORAGES["sealed"], "OPTIONS": {"location": str(folder)}},
    }
    assert storages["sealed"].location == str(folder)
    return folder


@pytest.fixture(autouse=True)
def _no_task_left_over() -> Iterator[None]:
    broker = redis.Redis.from_url(configured.CACHES["default"]["LOCATION"])
    broker.delete(configured.CELERY_TASK_DEFAULT_QUEUE)
    yield
    broker.delete(configured.CELERY_TASK_DEFAULT_QUEUE)
