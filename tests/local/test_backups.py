"""deploy/backup.sh and deploy/restore.sh, run as a machine without containers runs them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings as product
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from dsar.cases.models import Case
from dsar.cases.operations import closing, erasing
from dsar.local.binaries import postgres
from dsar.local.postgres import DESK, PostgreSQL
from dsar.local.processes import wait_until
from dsar.outbox.ticks import DRILL, last_tick
from tests import desk, services

ROOT: Path = product.BASE_DIR
CASES = 3
pytestmark = [pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]
Done = subprocess.CompletedProcess


class Machine:
    """Where the scripts run: its settings, its folders, and programs that may fail."""

    def __init__(self, folder: Path, files: Path) -> None:
        self.backups, self.files, self.programs = folder / "backups", files, folder / "programs"
        self.programs.mkdir()
        server = next(one for one in services._running if isinstance(one, PostgreSQL))
        name = connection.settings_dict["NAME"]
        self.environment = {
            **os.environ,
            "PATH": f"{self.programs}:{postgres()}:{os.environ['PATH']}",
            "PYTHON": sys.executable,
            "DJANGO_SETTINGS_MODULE": "dsar.settings",
            "DATABASE_URL": server.url(name, role=DESK),
            "DSAR_OWNER_URL": server.url(name),
            "DSAR_FILES_DIR": str(files),
            "DSAR_BACKUPS": str(self.backups),
        }

    def backup(self, **more: str) -> Done[str]:
        return self._run("deploy/backup.sh", **more)

    def restore(self, *words: str, into: str = "", files: Path | None = None) -> Done[str]:
        more = {"DSAR_FILES_DIR": str(files or self.files)}
        if into:
            more |= {name: self.url(into, name) for name in ("DATABASE_URL", "DSAR_OWNER_URL")}
        return self._run("deploy/restore.sh", *words, **more)

    def url(self, database: str, name: str = "DSAR_OWNER_URL") -> str:
        return urlsplit(self.environment[name])._replace(path=f"/{database}").geturl()

    def _run(self, *script: str, **more: str) -> Done[str]:
        environment = self.environment | more
        return subprocess.run(
            ["sh", *script], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    def instead(self, program: str, script: str) -> None:
        """From now on, where the scripts start that program."""
        (self.programs / program).write_text(f"#!/bin/sh\n{script}\n")
        (self.programs / program).chmod(0o755)

    def kept(self) -> list[str]:
        return sorted(one.name for one in self.backups.iterdir() if one.name.endswith("Z"))

    def latest(self) -> Path:
        return (self.backups / "latest").resolve()


@pytest.fixture
def machine(tmp_path: Path, settings: Settings) -> Machine:
    if not any(isinstance(one, PostgreSQL) for one in services._running):
        pytest.skip("a server that DATABASE_URL names may not be backed up by a test")
    files = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "sealed": {**settings.STORAGES["sealed"], "OPTIONS": {"location": str(files)}},
    }
    company = desk.publish()
    for _ in range(CASES):
        desk.a_file(desk.receive(company, at=timezone.now()))
    return Machine(tmp_path, files)


@pytest.fixture
def empty() -> Iterator[str]:
    """The name of a database without a table."""
    name = f"restored_{token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tables(url: str) -> int:
    with contextlib.closing(psycopg2.connect(url)) as line, line.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int(cursor.fetchone()[0])


def sealed(folder: Path) -> list[Path]:
    return sorted(one.relative_to(folder) for one in folder.rglob("*") if one.is_file())


def erase(case: Case) -> None:
    now = timezone.now()
    closing.withdraw(case_id=case.pk, actor="user:1", now=now)
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="x", actor="user:1", now=now)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=now)


def test_a_backup_comes_back_on_another_database_without_who_was_erased_since(
    machine: Machine, empty: str, tmp_path: Path
) -> None:
    made = machine.backup()
    assert made.returncode == 0, made.stderr
    assert f"{CASES} files. 1 backups" in made.stdout
    erase(Case.objects.order_by("pk")[0])
    call_command("turn_epoch", all=True, stdout=StringIO())
    files = tmp_path / "files-again"

    done = machine.restore(str(machine.backups / "latest"), into=empty, files=files)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Into the database {empty}, as dsar, who will own the tables." in done.stdout
    assert f"{CASES} cases: {CASES - 1} open, 1 erased." in done.stdout
    assert f"{CASES - 1} of {CASES - 1} files are whole." in done.stdout
    assert "release_mail" in done.stdout


def test_the_drill_takes_what_the_script_made(machine: Machine, tmp_path: Path) -> None:
    assert machine.backup().returncode == 0
    latest, said = machine.backups / "latest", StringIO()

    given = {"files": latest / "files", "work": tmp_path / "work", "stdout": said}
    call_command("drill", str(latest / "desk.dump"), **given)

    assert f"{CASES} cases: {CASES} open" in said.getvalue()
    assert last_tick(DRILL) is not None


def test_nobody_else_reads_a_backup(machine: Machine) -> None:
    assert machine.backup().returncode == 0

    places = [machine.backups, machine.latest(), machine.latest() / "desk.dump"]
    assert [one.stat().st_mode & 0o077 for one in places] == [0, 0, 0]


@pytest.mark.parametrize(
    ("program", "script"),
    [
        ("pg_dump", "exit 1"),
        # Ends well, with half a dump.
        ("pg_dump", 'set -e; {real}/pg_dump "$@"; truncate --size -20000 "$5"'),
        ("cp", 'case $* in -au*) exit 1 ;; *) exec /bin/cp "$@" ;; esac'),
        ("sync", "exit 1"),
    ],
)
def test_what_fails_leaves_the_last_good_one(machine: Machine, program: str, script: str) -> None:
    assert machine.backup().returncode == 0
    kept, whole = machine.kept(), (machine.latest() / "desk.dump").read_bytes()
    machine.instead(program, script.replace("{real}", str(postgres())))

    failed = machine.backup(DSAR_BACKUPS_KEEP="1")

    assert failed.returncode != 0
    assert machine.kept() == kept == [machine.latest().name]
    assert (machine.latest() / "desk.dump").read_bytes() == whole
    assert len(sealed(machine.latest() / "files")) == CASES
    assert not (machine.backups / "unfinished").exists()


def test_so_many_are_kept_and_the_newest_whatever_the_clock_said(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    [first] = machine.kept()
    for _ in range(2):
        assert machine.backup(DSAR_BACKUPS_KEEP="2").returncode == 0
    assert len(machine.kept()) == 2
    assert first not in machine.kept()
    assert machine.kept()[-1] == machine.latest().name

    # Made by a clock that was ahead: these sort as the newest.
    for year in (2998, 2999):
        (machine.backups / f"{year}-01-01T000000Z").mkdir()
    assert machine.backup(DSAR_BACKUPS_KEEP="2").returncode == 0
    assert machine.latest().name in machine.kept()
    assert (machine.latest() / "desk.dump").is_file()


@pytest.mark.parametrize("number", ["0", "", "-1", "many"])
def test_no_number_is_no_number(machine: Machine, number: str) -> None:
    refused = machine.backup(DSAR_BACKUPS_KEEP=number)

    # An empty one counts as none given.
    assert (refused.returncode != 0) == bool(number)


def test_a_file_is_copied_once_and_goes_with_the_next_backup(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    before = machine.latest() / "files"
    gone, stays, *_ = sealed(machine.files)
    (machine.files / gone).unlink()
    desk.a_file(Case.objects.order_by("pk")[0])

    assert machine.backup().returncode == 0

    now = machine.latest() / "files"
    assert sealed(now) == sealed(machine.files)
    assert (now / stays).stat().st_ino == (before / stays).stat().st_ino
    assert gone in sealed(before)


def test_a_disk_that_is_not_there_is_not_backed_up_as_nothing(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    shutil.rmtree(machine.files)
    machine.files.mkdir()

    assert "Is its disk mounted?" in machine.backup().stderr
    machine.files.rmdir()
    assert "There is no folder" in machine.backup().stderr
    assert len(machine.kept()) == 1


def test_another_database_is_not_taken_for_the_desks(machine: Machine, empty: str) -> None:
    assert "has no cases" in machine.backup(DSAR_OWNER_URL=machine.url(empty)).stderr
    assert machine.kept() == []


def test_two_at_once_do_not_meet(machine: Machine) -> None:
    began = machine.programs / "began"
    machine.instead("pg_dump", f'touch {began}; sleep 3; exec {postgres()}/pg_dump "$@"')
    first = subprocess.Popen(
        ["sh", "deploy/backup.sh"], cwd=ROOT, env=machine.environment, stdout=subprocess.DEVNULL
    )
    assert wait_until(began.exists, within=60)

    assert "Another backup is under way." in machine.backup().stderr
    assert first.wait() == 0
    assert len(machine.kept()) == 1


def test_the_password_is_on_no_command_line(machine: Machine) -> None:
    said = machine.programs / "said"
    machine.instead("pg_dump", f'echo "$* PASSWORD=$PGPASSWORD" > {said}; exit 1')

    machine.backup(DSAR_OWNER_URL="postgres://owner:p%40ss%2fw%25rd@db.example.org:5433/desk?x=1")

    line, _, password = said.read_text().strip().partition(" PASSWORD=")
    assert line.endswith("--dbname postgres://owner@db.example.org:5433/desk?x=1")
    assert password == "p@ss/w%rd"


def test_an_address_may_stand_in_a_file(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "owner_url"
    file.write_text(machine.environment.pop("DSAR_OWNER_URL") + "\n")

    assert machine.backup(DSAR_OWNER_URL_FILE=str(file)).returncode == 0
    assert "is to name the database" in machine.backup(DATABASE_URL="").stderr


def test_a_database_that_has_tables_is_not_written_into(machine: Machine, tmp_path: Path) -> None:
    assert machine.backup().returncode == 0
    before = Case.objects.count()

    refused = machine.restore(str(machine.latest()), files=tmp_path / "none")

    assert refused.returncode != 0
    assert "nothing was changed" in refused.stderr
    assert "ALTER DATABASE" in refused.stderr
    assert Case.objects.count() == before
    assert not (tmp_path / "none").exists()


def test_a_folder_that_has_files_is_left_as_it_is(machine: Machine, empty: str) -> None:
    assert machine.backup().returncode == 0
    gone = machine.files / sealed(machine.files)[0]
    gone.unlink()
    backup = str(machine.latest())

    assert "--keep-files" in machine.restore(backup, into=empty).stderr
    assert tables(machine.url(empty)) == 0
    lacking = machine.restore(backup, "--keep-files", into=empty)
    assert lacking.returncode != 0
    assert "Files that do not open" in lacking.stdout
    assert "--go-on" in lacking.stderr
    shutil.copy(machine.latest() / "files" / gone.relative_to(machine.files), gone)
    assert machine.restore("--go-on", into=empty).returncode == 0


def test_half_a_dump_leaves_the_database_empty(
    machine: Machine, empty: str, tmp_path: Path
) -> None:
    assert machine.backup().returncode == 0
    dump = machine.latest() / "desk.dump"
    dump.write_bytes(dump.read_bytes()[:-20_000])

    failed = machine.restore(str(machine.latest()), into=empty, files=tmp_path / "again")

    assert failed.returncode != 0
    assert "still empty" in failed.stderr
    assert tables(machine.url(empty)) == 0


def test_the_desks_own_role_does_not_come_to_own_the_tables(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    del machine.environment["DSAR_OWNER_URL"]

    assert "Set DSAR_OWNER_URL" in machine.restore(str(machine.latest())).stderr


@pytest.mark.parametrize("words", [[], ["--keep-file"], ["/nowhere"]])
def test_a_slip_of_the_hand_restores_nothing(machine: Machine, words: list[str]) -> None:
    refused = machine.restore(*words)

    assert refused.returncode != 0
    assert refused.stdout == ""


@pytest.mark.parametrize(
    ("of_today", "hour", "made"),
    [(None, "24", 1), (False, "0", 2), (False, "24", 1), (True, "0", 1)],
)
def test_one_is_made_each_night(
    machine: Machine, of_today: bool | None, hour: str, made: int
) -> None:
    if of_today is not None:
        assert machine.backup().returncode == 0
        if not of_today:
            machine.latest().rename(machine.backups / "2026-01-01T030000Z")
            (machine.backups / "latest").unlink()
            (machine.backups / "latest").symlink_to("2026-01-01T030000Z")
    machine.instead("sleep", f"touch {machine.programs}/waits; exec /bin/sleep 600")
    nightly = subprocess.Popen(
        ["sh", "deploy/backup.sh", "--nightly"],
        cwd=ROOT,
        env=machine.environment | {"DSAR_BACKUPS_HOUR": hour},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert wait_until((machine.programs / "waits").exists, within=60)
        assert len(machine.kept()) == made
    finally:
        os.killpg(nightly.pid, signal.SIGKILL)
        nightly.wait()
