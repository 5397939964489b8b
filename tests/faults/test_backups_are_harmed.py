"""F8: a desk is restored to a moment, from a backup and its WAL, and some of that was harmed.

The drill itself, with erased people and files that are gone, is test_restore_drill.py.
"""

import contextlib
import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.local.postgres import SUPERUSER, PostgreSQL
from dsar.outbox.sweep import drain
from tests import desk
from tests.faults import invariants, invariants_of_cases
from tests.faults.conftest import FULL
from tests.faults.crew import wait_until
from tests.faults.elsewhere import Elsewhere
from tests.faults.sink import Sink
from tests.faults.test_restore_drill import checked, mail_to, timed
from tests.outbox.test_with_a_worker import SAFE

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
]

CASES = 500 if FULL else 10  # before the backup, and again between it and the moment
FILES = CASES // 5
FLIPS = 50 if FULL else 3  # in the backup, and as many in the WAL
WEB = ("-m", "gunicorn", "dsar.wsgi", "--check-config")
WORKER = ("-m", "celery", "-A", "dsar", "worker", "--pool=solo")
WORDS = [desk.REQUESTER.name, desk.REQUESTER.email]
OTHER_KEY = {"DSAR_ROOT_KEY": "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="}


@pytest.fixture
def archive(durable: Elsewhere) -> Path:
    """Each segment of the server's WAL is copied here, and its sum beside it."""
    server = durable.server
    folder = server.root / "archive"
    folder.mkdir()
    if server.account.uid is not None:
        os.chown(folder, server.account.uid, server.account.uid)
    durable.forget_connection()
    server.stop()
    keep = f"cp %p {folder}/%f && cd {folder} && sha256sum %f >> SHA256SUMS"
    server.settings = server.settings | {"archive_mode": "on", "archive_command": keep}
    durable.start()
    return folder


def taken_in(company: Company, count: int) -> list[str]:
    return [desk.receive(company, at=timezone.now()).reference for _ in range(count)]


def moment() -> str:
    """By the server's clock, with something to either side of it."""
    time.sleep(0.05)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()::text")
        return str(cursor.fetchone()[0])


def archived(server: PostgreSQL, folder: Path) -> None:
    """All that was committed lies in the archive."""
    where = {"host": str(server.sockets), "user": SUPERUSER, "dbname": "postgres"}
    with contextlib.closing(psycopg2.connect(**where)) as line, line.cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_switch_wal())")
        (segment,) = cursor.fetchone()
    assert wait_until(lambda: segment in (folder / "SHA256SUMS").read_text(), within=60)


def restored_to(then: str, backup: Elsewhere, archive: Path) -> None:
    """The server runs, and has gone no further than that moment."""
    backup.server.settings = backup.server.settings | {
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": then,
        "recovery_target_action": "promote",
        "hot_standby": "off",  # nobody is answered on the way
    }
    (backup.server.data / "recovery.signal").touch()
    backup.start()


@contextlib.contextmanager
def flipped(file: Path, dice: random.Random) -> Iterator[None]:
    """One byte of it is another."""
    at, by = dice.randrange(file.stat().st_size), dice.randrange(1, 256)
    _xor(file, at, by)
    yield
    _xor(file, at, by)


def _xor(file: Path, at: int, by: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        (byte,) = opened.read(1)
        opened.seek(at)
        opened.write(bytes([byte ^ by]))


def seen(files: list[Path], looks: Callable[[], bool], dice: random.Random) -> int:
    """How many of FLIPS flips, each alone, made the look say no; the larger a file, the likelier
    it is to be hit."""
    assert looks()
    found = 0
    for file in dice.choices(files, weights=[one.stat().st_size for one in files], k=FLIPS):
        with flipped(file, dice):
            found += not looks()
    assert looks()
    return found


def backed_up(backup: Elsewhere) -> list[Path]:
    manifest = json.loads((backup.server.data / "backup_manifest").read_text())
    return [backup.server.data / one["Path"] for one in manifest["Files"] if one["Size"]]


def verifies(backup: Elsewhere) -> bool:
    program = str(backup.server.binaries / "pg_verifybackup")
    return _says_yes(program, "--no-parse-wal", "--exit-on-error", str(backup.server.data))


def sums_match(archive: Path) -> bool:
    return _says_yes("sha256sum", "--check", "--quiet", "SHA256SUMS", cwd=archive)


def _says_yes(*command: str, cwd: Path | None = None) -> bool:
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False).returncode == 0


def writes(there: Elsewhere) -> int:
    """Rows that were ever added, changed or removed on that server."""
    with there.in_place(), connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0])


def starts(there: Elsewhere, **environment: str) -> int:
    """How many of web server and worker start like this; who does not, says why."""
    before, there.environment = there.environment, there.environment | environment
    try:
        done = [there.python(*program) for program in (WEB, WORKER)]
    finally:
        there.environment = before
    refused = [one for one in done if one.returncode != 0]
    assert all("does not start" in one.stderr for one in refused), refused
    return len(done) - len(refused)


def test_a_desk_comes_back_to_a_moment_and_harm_to_its_backup_is_seen(
    durable: Elsewhere,
    archive: Path,
    files_of_now: Path,
    sink: Sink,
    settings: Settings,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    mail_to(sink, settings)
    company = desk.publish()
    told = taken_in(company, CASES)
    for case in Case.objects.order_by("pk")[:FILES]:
        desk.a_file(case)
    assert drain(now=timezone.now()) == CASES
    backup = Elsewhere(tmp_path / "second")
    with timed(figures, "base backup and its check"):
        backup.restore(durable.server)
    copy = Path(shutil.copytree(files_of_now, tmp_path / "files-of-the-backup"))
    told += taken_in(company, CASES)
    then = moment()
    later = taken_in(company, 3)
    # Acknowledged after the moment: who comes back to it does not know of that.
    assert drain(now=timezone.now()) == CASES + 3
    archived(durable.server, archive)
    before = len(sink.arrivals)

    figures |= {
        "cases": len(told),
        "flips in the backup": FLIPS,
        "of them seen by pg_verifybackup": seen(backed_up(backup), lambda: verifies(backup), dice),
        "flips in the WAL": FLIPS,
        "of them seen by sha256sum": seen(
            [one for one in archive.iterdir() if one.name != "SHA256SUMS"],
            lambda: sums_match(archive),
            dice,
        ),
    }
    figures["not seen"] = (
        2 * FLIPS
        - figures["of them seen by pg_verifybackup"]
        - figures["of them seen by sha256sum"]
    )

    with timed(figures, "restored to the moment"):
        restored_to(then, backup, archive)
    backup.environment = SAFE | {
        "DSAR_FILES_DIR": str(copy),
        "DSAR_SMTP_HOST": sink.host,
        "DSAR_SMTP_PORT": str(sink.port),
    }
    with backup.in_place():
        there = set(Case.objects.values_list("reference", flat=True))
    figures |= {
        "references told before it": len(told),
        "lost": len(set(told) - there),
        "of those told after it, there": len(set(later) & there),
    }

    # Neither starts like this, nor leaves a trace.
    wrote = writes(backup)
    figures |= {
        "starts with another root key": starts(backup, **OTHER_KEY),
        "starts without the key store": starts(backup, DSAR_KEY_DIRS=str(tmp_path / "no keys")),
        "rows written by trying": writes(backup) - wrote,
    }

    assert backup.python(*WEB).returncode == 0
    assert backup.manage("tick").returncode == 0
    found = checked(backup)
    assert found["problems"] == []
    figures |= {
        "mails before the release": len(sink.arrivals) - before,
        "mails that wait": found["mail_waiting"],
        "files whole": found["files_whole"],
    }
    harmed = [one for one in copy.rglob("*") if one.is_file()][: max(1, FILES // 10)]
    with contextlib.ExitStack() as flips:
        for file in harmed:
            flips.enter_context(flipped(file, dice))
        seen_now = checked(backup)
    figures["files with a flip, and seen"] = seen_now["files"] - seen_now["files_whole"]

    now = (timezone.now() + timedelta(seconds=1)).isoformat()
    assert backup.manage("release_mail", "--now", "--drop-before", now).returncode == 0
    assert backup.manage("tick").returncode == 0
    figures["mails sent twice"] = sink.repeats
    with backup.in_place():
        # What left after the moment it cannot know of.
        broken = [rule for rule in invariants.broken(sink) if not rule.startswith("7 ")]
        broken += invariants_of_cases.broken(told=told, words=WORDS)
    backup.server.stop()

    assert broken == []
    assert figures["lost"] == figures["of those told after it, there"] == 0
    assert figures["not seen"] == 0
    assert figures["starts with another root key"] == 0
    assert figures["starts without the key store"] == figures["rows written by trying"] == 0
    assert figures["mails before the release"] == figures["mails sent twice"] == 0
    assert figures["mails that wait"] == CASES
    assert figures["files whole"] == FILES
    assert figures["files with a flip, and seen"] == len(harmed)


def test_unchecked_a_harmed_backup_starts_and_says_nothing(
    own_database: None, tmp_path: Path, dice: random.Random, figures: dict[str, Any]
) -> None:
    company = desk.publish()
    taken_in(company, 5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filepath('cases_case')")
        (place,) = cursor.fetchone()
    backup = Elsewhere(tmp_path)
    backup.restore()
    _xor(backup.server.data / place, dice.randrange(24, 4096), dice.randrange(1, 256))
    refused = not verifies(backup)
    try:
        backup.start()
        started = True
    finally:
        backup.server.stop()

    figures |= {"flips": 1, "seen by pg_verifybackup": int(refused), "not seen": int(started)}
    assert refused
    assert started
