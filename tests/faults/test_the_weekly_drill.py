"""`manage.py drill` takes the backup that there is, and only a good one is noted."""

import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from dsar import drill
from dsar.cases.models import Case
from dsar.local.postgres import SUPERUSER, PostgreSQL
from dsar.outbox.ticks import DRILL, last_tick
from tests import desk, services
from tests.faults.test_restore_drill import erase

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]
CASES = 6


class Backup:
    """As docs/restore-drill.md makes it: the database first, then the files."""

    def __init__(self, folder: Path, files: Path) -> None:
        self.dump, self.files, self.work = folder / "desk.dump", folder / "files", folder / "work"
        server = next(one for one in services._running if isinstance(one, PostgreSQL))
        where = ["--host", str(server.sockets), "--username", SUPERUSER]
        what = ["--format", "custom", "--file", str(self.dump), connection.settings_dict["NAME"]]
        program = [*server.account.prefix, str(server.binaries / "pg_dump")]
        subprocess.run([*program, *where, *what], check=True, **server.account.popen())
        shutil.copytree(files, self.files)

    def drilled(self) -> str:
        said = StringIO()
        given = {"files": self.files, "work": self.work, "stdout": said}
        call_command("drill", str(self.dump), **given)
        return said.getvalue()

    def left_over(self) -> list[str]:
        return [one.name for one in self.work.iterdir() if one.name != f"{drill.PREFIX}lock"]


@pytest.fixture
def backup(own_database: None, tmp_path: Path, files_of_now: Path) -> Backup:
    company = desk.publish()
    for number in range(CASES):
        case = desk.receive(company, at=timezone.now())
        if number % 2 == 0:
            desk.a_file(case)
    return Backup(tmp_path, files_of_now)


def content(folder: str | Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in Path(folder).rglob("*")
        if one.is_file()
    }


def test_a_good_backup_is_noted_and_nothing_else_changes(backup: Backup, settings) -> None:
    erase(Case.objects.order_by("pk")[0])
    desk.receive(Case.objects.all()[0].company, at=timezone.now())
    call_command("turn_epoch", all=True, stdout=StringIO())
    keys, rows = content(settings.KEY_DIRS[0]), Case.objects.count()

    said = backup.drilled()

    assert f"{CASES} cases: {CASES - 1} open, 1 erased. 2 of 2 files are whole." in said
    assert content(settings.KEY_DIRS[0]) == keys
    assert Case.objects.count() == rows == CASES + 1
    assert backup.left_over() == []
    settings.METRICS_TOKEN = "0123456789abcdef" * 2
    told = Client().get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"})
    [age] = [
        line
        for line in told.content.decode().splitlines()
        if line.startswith("dsar_restore_drill_age_seconds ")
    ]
    assert 0 <= float(age.split()[1]) < 120


def test_a_backup_that_lacks_something_is_not_noted(backup: Backup) -> None:
    next(one for one in backup.files.rglob("*") if one.is_file()).unlink()
    with pytest.raises(CommandError, match="Files that do not open"):
        backup.drilled()

    whole = backup.dump.read_bytes()
    backup.dump.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="a whole dump"):
        backup.drilled()

    assert last_tick(DRILL) is None
    assert backup.left_over() == []
