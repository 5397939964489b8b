"""F25, the tables: `manage.py migrate` is killed again and again, and ends where one that nobody
disturbed ends."""

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from tests.faults.changed import WITHOUT
from tests.faults.conftest import FULL
from tests.outbox.owing import ROOT
from tests.outbox.test_with_a_worker import SAFE

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]

KILLS = 20 if FULL else 2
TRIES = 20
SCHEMA = """
SELECT 'column', table_name || '.' || column_name,
    concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'policy', tablename || '.' || policyname, concat_ws(' ', cmd, qual, with_check)
    FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


class Fresh:
    """A database of its own, without any table, and processes that migrate it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.log = name, folder / "migrate.log"
        # The owner's: who migrates makes the tables.
        self.url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as line, line.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def recorded(self) -> list[tuple[str, str]]:
        try:
            return self.ask("SELECT app, name FROM django_migrations ORDER BY id")
        except psycopg2.errors.UndefinedTable:
            return []

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env={
                    **os.environ,
                    **SAFE,
                    "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
                    "DATABASE_URL": self.url,
                    **environment,
                },
                stdout=log,
                stderr=log,
            )

    def killed(self, dice: random.Random, *, within: int, **environment: str) -> bool:
        """Somewhere in the next so many migrations; False where it ended before."""
        process, until = self.start(**environment), len(self.recorded()) + dice.randint(1, within)
        while process.poll() is None and len(self.recorded()) < until:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.05))
        if process.poll() is not None:
            return False
        os.kill(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    name = f"migrated_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield Fresh(name, tmp_path)
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_migration_killed_at_any_moment_goes_on_from_there(
    fresh: Fresh, dice: random.Random, figures: dict[str, Any]
) -> None:
    reached = []
    for _ in range(KILLS):
        assert fresh.killed(dice, within=100 // KILLS), fresh.log.read_text()[-800:]
        reached.append(len(fresh.recorded()))
    assert fresh.start().wait() == 0, fresh.log.read_text()[-800:]

    recorded, schema = fresh.recorded(), set(fresh.ask(SCHEMA))
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        undisturbed = set(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM django_migrations")
        (all_of_them,) = cursor.fetchone()
    figures |= {
        "kills": len(reached),
        "migrations": len(recorded),
        "of them done when killed": reached,
        "columns, indexes, rules and policies": len(schema),
        "lost": len(undisturbed - schema),
        "found": len(schema - undisturbed),
    }
    assert reached == sorted(reached)
    assert 0 < reached[-1] < len(recorded)
    assert len(set(recorded)) == len(recorded) == all_of_them
    assert schema ^ undisturbed == set()


def test_without_a_transaction_a_killed_migration_does_not_go_on(
    fresh: Fresh, dice: random.Random, figures: dict[str, Any]
) -> None:
    """The control: half a migration is left, and the next try stumbles over it."""
    kills = 0
    while kills < TRIES and fresh.killed(dice, within=6, **{WITHOUT: "transactions"}):
        kills += 1

    ended = fresh.start(**{WITHOUT: "transactions"}).wait()

    figures |= {"kills until one could not go on": kills, "lost": int(ended != 0)}
    assert ended != 0
    assert "already exists" in fresh.log.read_text()
