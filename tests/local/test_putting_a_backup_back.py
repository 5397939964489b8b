"""deploy/restore.sh: a backup comes back into what is empty, and is brought up to today."""

import contextlib
import shutil
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.utils import timezone

from dsar.cases.models import Case
from dsar.cases.operations import closing, erasing

from .machine import CASES, Machine, sealed

pytestmark = [pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]


def tables(url: str) -> int:
    with contextlib.closing(psycopg2.connect(url)) as line, line.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int(cursor.fetchone()[0])


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


def test_a_machine_without_postgresql_uses_the_one_that_the_desk_brings(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    for program in ("cat", "cp", "dirname", "ls", "mkdir", "sh"):
        (machine.programs / program).symlink_to(str(shutil.which(program)))
    machine.environment["PATH"] = str(machine.programs)

    assert "nothing was changed" in machine.restore(str(machine.latest())).stderr


def test_the_desks_own_role_does_not_come_to_own_the_tables(machine: Machine) -> None:
    assert machine.backup().returncode == 0
    del machine.environment["DSAR_OWNER_URL"]

    assert "Set DSAR_OWNER_URL" in machine.restore(str(machine.latest())).stderr


@pytest.mark.parametrize("words", [[], ["--keep-file"], ["/nowhere"]])
def test_a_slip_of_the_hand_restores_nothing(machine: Machine, words: list[str]) -> None:
    refused = machine.restore(*words)

    assert refused.returncode != 0
    assert refused.stdout == ""
