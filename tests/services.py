"""The PostgreSQL and Valkey that the tests use where nobody named any.

Each run has its own in var/test/, so that two runs do not meet; a run that was killed is cleared
away by the next one.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg2

from dsar.local import processes
from dsar.local.postgres import DESK, OWNER, SUPERUSER, PostgreSQL
from dsar.local.valkey import Valkey

RUNS = Path(__file__).resolve().parent.parent / "var" / "test"
_owner = os.getpid()
_running: list[PostgreSQL | Valkey] = []
_claims: list[IO[str]] = []


OURS = "DSAR_TEST_OURS"


def worker() -> str:
    """Which part of a run this process is; "all" where nothing runs side by side."""
    return os.environ.get("PYTEST_XDIST_WORKER", "all")


def begin_apart() -> None:
    """One of several workers shares nothing with the others, nor with who started it: of what a
    run sets in the environment, only the processes that a test starts inherit."""
    whose, *set_before = os.environ.setdefault(OURS, worker()).split()
    if whose != worker():
        for name in set_before:
            del os.environ[name]
        os.environ[OURS] = worker()


def give(name: str, value: str) -> None:
    """What nobody named is set, for this run and what its tests start."""
    if name not in os.environ:
        os.environ[name] = value
        os.environ[OURS] += f" {name}"


def provide() -> None:
    """DATABASE_URL and REDIS_URL are set, and servers answer there."""
    wanted = {"DATABASE_URL": PostgreSQL, "REDIS_URL": Valkey}
    missing = {name: kind for name, kind in wanted.items() if name not in os.environ}
    if not missing:
        return
    home = _claim_folder()
    atexit.register(stop)  # also when the settings or an app cannot be read
    for name, kind in missing.items():
        service = PostgreSQL(home, durable=False) if kind is PostgreSQL else Valkey(home)
        _running.append(service)
        service.ensure()
        if isinstance(service, PostgreSQL):
            _let_tests_play_others(service)
        give(name, service.url())


def _let_tests_play_others(server: PostgreSQL) -> None:
    """Triggers must hold for a session that claims to be a replica, which the product may not
    claim; and for a role that owns nothing."""
    connect = {"host": str(server.sockets), "user": SUPERUSER, "dbname": "postgres"}
    with contextlib.closing(psycopg2.connect(**connect)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
        cursor.execute("CREATE ROLE dsar_writer")
        cursor.execute(f"GRANT dsar_writer, {DESK} TO {OWNER}")
        # They own nothing, and may become who does or give themselves more.
        cursor.execute(f"CREATE ROLE dsar_deputy LOGIN NOINHERIT IN ROLE {OWNER}")
        cursor.execute(f"CREATE ROLE dsar_assistant LOGIN NOINHERIT IN ROLE {SUPERUSER}")
        cursor.execute("CREATE ROLE dsar_maker LOGIN CREATEROLE")


def stop() -> None:
    """What this run started has ended and its folder is gone."""
    if _owner != os.getpid():
        return  # a fork of the run
    for service in reversed(_running):
        service.stop()
    _running.clear()
    for claim in _claims:
        shutil.rmtree(Path(claim.name).parent)
        claim.close()
    _claims.clear()


def _claim_folder() -> Path:
    RUNS.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in RUNS.glob("run-*"):
        with _dead(left) as dead:
            if dead:
                for folder in (left / "postgres" / "data", left / "valkey" / "data"):
                    processes.kill(processes.working_in(folder))
                shutil.rmtree(left)
    home = RUNS / f"run-{os.getpid()}"
    home.mkdir(mode=0o700)
    claim = (home / "claim").open("w")
    fcntl.flock(claim, fcntl.LOCK_EX)
    _claims.append(claim)
    return home


@contextlib.contextmanager
def _dead(run: Path) -> Iterator[bool]:
    """Whether nobody holds the run's folder any more."""
    with (run / "claim").open("a") as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
