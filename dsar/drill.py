"""The drill: a backup comes up on a server of its own, is looked through, and is thrown away.

It works on copies of the keys and of the list of the erased, so that nothing of the desk is touched
but the note that it went well.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from dsar.cases.models import Case
from dsar.local.postgres import OWNER, SUPERUSER, PostgreSQL
from dsar.local.trouble import Trouble
from dsar.outbox.ticks import DRILL, tick

# The alarm rings after eight days: an older backup would silence it and prove nothing.
OLDEST = timedelta(days=8)
PREFIX = "dsar-drill-"
# The desk's own database, and what is an address of it.
_NOT_THEIRS = ("DATABASE_URL_FILE", "DSAR_OWNER_URL", "DSAR_OWNER_URL_FILE")


class DrillFailed(Exception):
    """The backup does not bring the desk back. The text says what is wrong with it."""


@dataclass(frozen=True)
class Drilled:
    """What was found on the other server, as `check_restored` counts it."""

    found: Mapping[str, Any]
    seconds: float


def drill(*, dump: Path, files: Path, work: Path, sample: int | None = None) -> Drilled:
    """The backup was restored and looked through well, which is noted. Raises DrillFailed."""
    began = time.monotonic()
    # What `latest` names may be another backup a moment later.
    dump, files = dump.resolve(), files.resolve()
    _check(dump, files)
    with _alone(work), _copies() as copies, _server(work) as server:
        environment = _environment(server, copies, files)
        _restore(server, dump)
        for command in (["migrate", "--no-input"], ["replay_tombstones"]):
            _manage(environment, *command)
        more = ["--sample", str(sample)] if sample else []
        found = json.loads(_manage(environment, "check_restored", "--json", *more))
    if not found["cases"] and Case.objects.exists():
        raise DrillFailed("The backup holds no case, and the desk does.")
    took = time.monotonic() - began
    tick(name=DRILL, now=timezone.now(), seconds=took)
    return Drilled(found, took)


def _check(dump: Path, files: Path) -> None:
    if not dump.is_file() or not files.is_dir():
        raise DrillFailed(f"There is no {files if dump.is_file() else dump}.")
    made = datetime.fromtimestamp(dump.stat().st_mtime, UTC)
    if timezone.now() - made > OLDEST:
        raise DrillFailed(f"{dump} is of {made:%Y-%m-%d}: is a backup still made?")


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """One at a time, so that whatever lies about is what a killed one left."""
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (work / f"{PREFIX}lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DrillFailed("Another drill is under way.") from None
        for left in work.glob(f"{PREFIX}server-*"):
            _remove(PostgreSQL(left, durable=False), left)
        for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}keys-*"):
            shutil.rmtree(left)
        yield


@contextmanager
def _copies() -> Iterator[Path]:
    """Of keys and tombstones, where the system keeps what is not to last: best in memory."""
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}keys-") as name:
        copies = Path(name)
        for number, folder in enumerate(settings.KEY_DIRS):
            shutil.copytree(folder, copies / f"keys-{number}")
        if Path(settings.TOMBSTONES).is_dir():
            shutil.copytree(settings.TOMBSTONES, copies / "tombstones")
        yield copies


@contextmanager
def _server(work: Path) -> Iterator[PostgreSQL]:
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}server-", dir=work))
    server = PostgreSQL(home, durable=False)
    try:
        server.ensure()
        yield server
    except Trouble as trouble:
        raise DrillFailed(str(trouble)) from None
    finally:
        _remove(server, home)


def _remove(server: PostgreSQL, home: Path) -> None:
    server.stop()
    for place in (server.sockets, server.root, home):
        shutil.rmtree(place, ignore_errors=True)


def _environment(server: PostgreSQL, copies: Path, files: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_THEIRS}
    keys = [str(copies / f"keys-{number}") for number in range(len(settings.KEY_DIRS))]
    return kept | {
        "DATABASE_URL": server.url(),
        "DSAR_KEY_DIRS": ",".join(keys),
        "DSAR_TOMBSTONES": str(copies / "tombstones"),
        "DSAR_FILES_DIR": str(files),
        # They go on after a backup was made, and say rightly that it lacks the newest events.
        "DSAR_ANCHORS": "",
    }


def _restore(server: PostgreSQL, dump: Path) -> None:
    program = [str(server.binaries / "pg_restore"), "--exit-on-error"]
    whose = ["--no-owner", "--no-privileges", "--role", OWNER]
    where = ["--host", str(server.sockets), "--username", SUPERUSER, "--dbname", OWNER]
    with dump.open("rb") as content:
        done = subprocess.run(
            [*server.account.prefix, *program, *whose, *where],
            stdin=content,
            capture_output=True,
            text=True,
            check=False,
            **server.account.popen(),
        )
    if done.returncode:
        # Its words may quote a row.
        raise DrillFailed(f"pg_restore ended with {done.returncode}: is {dump} a whole dump?")


def _manage(environment: Mapping[str, str], *command: str) -> str:
    program = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    done = subprocess.run(
        program, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DrillFailed(_why(command[0], done))
    return done.stdout


def _why(command: str, done: "subprocess.CompletedProcess[str]") -> str:
    """What the command found wrong, in its own words; never those of an error, which may quote a
    row."""
    try:
        return " ".join(json.loads(done.stdout)["problems"])
    except (ValueError, KeyError):
        own = "CommandError: "
        said = [line.removeprefix(own) for line in done.stderr.splitlines() if line.startswith(own)]
        return " ".join([f"{command} ended with {done.returncode}.", *said])
