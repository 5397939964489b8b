"""deploy/backup.sh: a backup is whole, or everything is as it was."""

import os
import shutil
import signal
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from dsar.cases.models import Case
from dsar.local.binaries import postgres
from dsar.local.processes import wait_until
from dsar.outbox.ticks import BACKUP, DRILL, last_tick
from tests import desk

from .machine import CASES, ROOT, Machine, sealed

pytestmark = [pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]


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


def test_a_whole_backup_is_noted_for_the_alarm_and_a_failed_one_is_not(machine: Machine) -> None:
    machine.instead("pg_dump", "exit 1")
    assert machine.backup().returncode != 0
    assert last_tick(BACKUP) is None

    (machine.programs / "pg_dump").unlink()
    assert machine.backup().returncode == 0
    first = last_tick(BACKUP)
    assert machine.backup().returncode == 0

    assert first is not None
    assert first < last_tick(BACKUP)  # type: ignore[operator]


def test_a_backup_that_cannot_be_noted_is_whole_and_says_so(machine: Machine) -> None:
    machine.instead("psql", "exit 1")

    done = machine.backup()

    assert done.returncode == 0
    assert "BackupOverdue" in done.stderr
    assert machine.kept() == [machine.latest().name]
    assert last_tick(BACKUP) is None


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


def test_what_a_killed_one_left_is_in_no_backup(machine: Machine) -> None:
    left = machine.backups / "unfinished" / "files"
    left.mkdir(parents=True)
    (left / "half").touch()

    assert machine.backup().returncode == 0

    assert sealed(machine.latest() / "files") == sealed(machine.files)


def test_a_file_that_is_written_again_changes_no_backup_from_before(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    before, name = machine.latest() / "files", sealed(machine.files)[0]
    was = (before / name).read_bytes()
    (machine.files / name).write_bytes(b"longer by now")
    os.utime(machine.files / name, (2e9, 2e9))

    assert machine.backup().returncode == 0

    assert (before / name).read_bytes() == was
    assert (machine.latest() / "files" / name).read_bytes() == b"longer by now"


@pytest.mark.parametrize(
    "script",
    [
        # A file that was listed is erased before it is read; a disk that knows no second names.
        'case $* in -au*) mkdir "$0.once" 2>/dev/null && exit 1 ;; esac',
        'case $* in -al*) /bin/cp "$@"; exit 1 ;; esac',
    ],
)
def test_a_copy_that_stumbles_is_whole_in_the_end(machine: Machine, script: str) -> None:
    assert machine.backup().returncode == 0
    machine.instead("cp", f'{script}; exec /bin/cp "$@"')

    assert machine.backup().returncode == 0

    assert len(machine.kept()) == 2
    assert sealed(machine.latest() / "files") == sealed(machine.files)


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


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("p%40ss%2fw%25rd", "p@ss/w%rd"),
        # No format of printf, and no digits of ours.
        ("%25s%25d%5Cn", "%s%d\\n"),
        ("50%25%zz%41%", "50%%zzA%"),
    ],
)
def test_the_password_is_on_no_command_line(machine: Machine, written: str, meant: str) -> None:
    said = machine.programs / "said"
    tell = f"""printf '%s PASSWORD=%s\\n' "$*" "$PGPASSWORD" > {said}; exit 1"""
    machine.instead("pg_dump", tell)

    machine.backup(DSAR_OWNER_URL=f"postgres://owner:{written}@db.example.org:5433/desk?x=1")

    line, _, password = said.read_text().strip().partition(" PASSWORD=")
    assert line.endswith("--dbname postgres://owner@db.example.org:5433/desk?x=1")
    assert password == meant


def test_an_address_may_stand_in_a_file(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "owner_url"
    file.write_text(machine.environment.pop("DSAR_OWNER_URL") + "\n")

    assert machine.backup(DSAR_OWNER_URL_FILE=str(file)).returncode == 0
    assert "is to name the database" in machine.backup(DATABASE_URL="").stderr


@pytest.mark.parametrize("hour", ["3:00", "three", "-1"])
def test_an_hour_that_never_comes_is_refused(machine: Machine, hour: str) -> None:
    refused = subprocess.run(
        ["sh", "deploy/backup.sh", "--nightly"],
        cwd=ROOT,
        env=machine.environment | {"DSAR_BACKUPS_HOUR": hour},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert refused.returncode != 0
    assert "DSAR_BACKUPS_HOUR" in refused.stderr


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
