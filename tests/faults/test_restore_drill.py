"""The drill: a desk is lost an hour after its backup and comes up from it on another server.

A real base backup, the files beside it, the keys and the list of tombstones of today. The controls
leave out what the drill is for: the files, and the hold on mail.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from dsar.cases.models import Case
from dsar.cases.operations import closing, erasing
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from tests import desk
from tests.faults.conftest import FULL
from tests.faults.elsewhere import Elsewhere
from tests.faults.sink import Sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]
CASES = 2_000 if FULL else 20
AFTER = CASES // 10  # erased after the backup, and taken in after it


@contextmanager
def timed(figures: dict[str, Any], what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    figures[f"seconds: {what}"] = round(time.monotonic() - began, 1)


def mail_to(sink: Sink, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = False


def erase(case: Case) -> None:
    now = timezone.now()
    closing.withdraw(case_id=case.pk, actor="user:1", now=now)
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="x", actor="user:1", now=now)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=now)


def checked(elsewhere: Elsewhere) -> dict[str, Any]:
    seen = elsewhere.manage("check_restored", "--json")
    assert seen.stdout, seen.stderr
    return json.loads(seen.stdout)


def test_a_lost_desk_comes_up_again_and_sends_nothing_twice(
    elsewhere: Elsewhere,
    files_of_now: Path,
    sink: Sink,
    settings: Settings,
    tmp_path: Path,
    figures: dict[str, Any],
) -> None:
    mail_to(sink, settings)
    company = desk.publish()
    for number in range(CASES):
        case = desk.receive(company, at=timezone.now())
        if number % 4 == 0:
            desk.a_file(case)
    known = list(Case.objects.order_by("pk"))
    assert drain(now=timezone.now()) > 0
    figures |= {"cases": CASES, "files": CASES // 4}

    # The backup: the database first, then the files, so that every row finds its file.
    copy = tmp_path / "files-of-the-backup"
    for case in known[: CASES // 5]:
        letters_owed(case)
    owed = Message.objects.filter(state="queued").count()
    with timed(figures, "base backup and its check"):
        elsewhere.restore()
    with timed(figures, "copy of the files"):
        shutil.copytree(files_of_now, copy)

    # The hour until the desk is lost: letters leave, people are erased, people ask.
    assert drain(now=timezone.now() + timedelta(days=2)) == owed
    for case in known[:AFTER]:
        erase(case)
    for _ in range(AFTER):
        desk.receive(company, at=timezone.now())
    call_command("turn_epoch", all=True, stdout=StringIO())
    drain(now=timezone.now() + timedelta(days=2))
    before = len(sink.arrivals)

    elsewhere.environment = {
        "DSAR_FILES_DIR": str(copy),
        "DSAR_SMTP_HOST": sink.host,
        "DSAR_SMTP_PORT": str(sink.port),
    }
    with timed(figures, "start of the second server"):
        elsewhere.start()
    refused = checked(elsewhere)["problems"]
    assert any("replay_tombstones" in problem for problem in refused)
    with timed(figures, "migrate"):
        assert elsewhere.manage("migrate", "--no-input").returncode == 0
    with timed(figures, "replay of the list"):
        assert elsewhere.manage("replay_tombstones").returncode == 0
    with timed(figures, "check of every case, file and event"):
        found = checked(elsewhere)
    assert found["problems"] == []
    assert (found["cases"], found["erased"], found["readable"]) == (CASES, AFTER, CASES - AFTER)
    gone = sum(1 for number in range(AFTER) if number % 4 == 0)
    assert found["files"] == found["files_whole"] == CASES // 4 - gone
    assert elsewhere.manage("verify_audit").returncode == 0

    # Held: round after round nothing leaves.
    assert found["mail_held"]
    assert elsewhere.manage("tick").returncode == 0
    assert len(sink.arrivals) == before
    figures |= {
        "cases found again": found["cases"],
        "of them erased, as before the loss": found["erased"],
        "cases taken in after the backup, lost with it": AFTER,
        "files whole": found["files_whole"],
        "events in the chains": found["events"],
        "mails while held": 0,
        "mails that wait": found["mail_waiting"],
    }
    now = timezone.now().isoformat()
    released = elsewhere.manage("release_mail", "--now", "--drop-before", now)
    assert released.returncode == 0, released.stderr
    assert elsewhere.manage("tick").returncode == 0
    figures["mails sent twice"] = sum(count - 1 for count in sink.ids.values())
    assert figures["mails sent twice"] == 0

    missing = copy.rename(tmp_path / "away")
    found = checked(elsewhere)
    assert "Files that do not open" in found["problems"][0]
    figures["control, without the files: files missing"] = found["files"] - found["files_whole"]
    missing.rename(copy)


def letters_owed(case: Case) -> None:
    """Something that has not left when the backup is taken."""
    desk.identified(case, now=timezone.now())
    desk.asked(case, now=timezone.now())


def test_without_the_hold_letters_leave_a_second_time(
    elsewhere: Elsewhere,
    sink: Sink,
    settings: Settings,
    figures: dict[str, Any],
) -> None:
    mail_to(sink, settings)
    company = desk.publish()
    for _ in range(CASES // 2):
        desk.receive(company, at=timezone.now())
    elsewhere.restore()
    sent = drain(now=timezone.now())
    assert sent == CASES // 2
    (Path(settings.TOMBSTONES) / "last-sent").unlink()
    elsewhere.environment = {"DSAR_SMTP_HOST": sink.host, "DSAR_SMTP_PORT": str(sink.port)}
    elsewhere.start()
    assert elsewhere.manage("tick").returncode == 0
    figures["mails sent twice"] = sum(count - 1 for count in sink.ids.values())
    assert figures["mails sent twice"] == sent
