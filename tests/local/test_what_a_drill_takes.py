"""What the drill refuses before it starts a server."""

import fcntl
import os
import subprocess
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dsar import drill


@pytest.fixture
def backup(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "desk.dump").write_bytes(b"PGDMP")
    return tmp_path


def drilled(backup, **change):
    given = {"files": backup / "files", "work": backup / "work"} | change
    call_command("drill", str(backup / "desk.dump"), **given)


def test_a_backup_that_is_not_there_is_told(backup):
    with pytest.raises(CommandError, match=r"no .*nothing"):
        drilled(backup, files=backup / "nothing")
    (backup / "desk.dump").unlink()
    with pytest.raises(CommandError, match=r"no .*desk\.dump"):
        drilled(backup)


def test_an_old_backup_silences_no_alarm(backup):
    made = (timezone.now() - timedelta(days=9)).timestamp()
    os.utime(backup / "desk.dump", (made, made))

    with pytest.raises(CommandError, match="is a backup still made"):
        drilled(backup)


def test_the_backup_is_the_one_that_was_the_latest_when_it_began(backup):
    made = backup.rename(backup.with_name("2026-11-14T030000Z"))
    backup.symlink_to(made.name)
    os.utime(made / "desk.dump", (0, 0))

    with pytest.raises(CommandError, match=r"2026-11-14T030000Z/desk\.dump is of 1970"):
        drilled(backup)


@pytest.mark.parametrize(
    ("out", "error", "said"),
    [
        ("", "DETAIL:  Key (email)=(dana@example.org) already exists.", "x ended with 1."),
        ("", "Trace\nCommandError: 3 keys open nowhere.\n", "x ended with 1. 3 keys open nowhere."),
        ('{"problems": ["Files that do not open: 7."]}', "", "Files that do not open: 7."),
    ],
)
def test_what_was_wrong_is_told_and_no_row_is_quoted(out, error, said):
    assert drill._why("x", subprocess.CompletedProcess([], 1, out, error)) == said


def test_one_at_a_time(backup):
    (backup / "work").mkdir()
    with (backup / "work" / f"{drill.PREFIX}lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="under way"):
            drilled(backup)
