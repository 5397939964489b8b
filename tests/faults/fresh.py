"""A database of its own, without any table, and processes that migrate it."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from tests.outbox.owing import ROOT
from tests.outbox.test_with_a_worker import SAFE


class Fresh:
    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.log = name, folder / "migrate.log"
        # The owner's: who migrates makes the tables.
        self.url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        # The owner too sees rows of companies only where it says of whom.
        every = "-c dsar.companies=every"
        with closing(psycopg2.connect(self.url, options=every)) as line, line.cursor() as cursor:
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
