"""F23: of a proof of identity no byte can be read once somebody decided, however it ended, and a
note that it was checked stays.

A process of its own decides and is killed at the worst place: after the commit, before the bytes
are off the disk. The control is the product that most people build: the decision leaves the key
alone and a job deletes the file later. Kill the job and every copy can be read.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from dsar.cases.models import Case
from dsar.cases.operations import closing, lapsing, verifying
from dsar.cases.operations.intake import Proof
from dsar.cases.purging import purge
from dsar.companies.models import Company
from dsar.portal.questions import plan
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import Shredded, Unreadable
from identity.models import Item
from identity.operations import ItemSpec
from tests import desk
from tests.faults.conftest import FULL, ROOT
from tests.outbox.owing import database_url

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(900),
    pytest.mark.django_db(transaction=True),
]

UPLOADS = 500 if FULL else 20
ENDS = ("verified", "rejected", "withdrawn", "timed out", "crashed")
WITHIN = timedelta(seconds=60)
PASSPORT = ItemSpec("passport", "document", "A passport")
ASKED_AT = datetime.now(UTC) - timedelta(days=20)

# Decides on each case in a child that is killed where the bytes would come off the disk.
CRASH = """
import os, sys, django
django.setup()
from dsar import tenancy
whole_desk = tenancy.operator()  # without a name it would end at once
whole_desk.__enter__()
from datetime import UTC, datetime
from django.core.files.storage import storages
from django.db import connections
from dsar.cases.operations import verifying
storages["sealed"].delete = lambda name: os.kill(os.getpid(), 9)
for case in sys.argv[1:]:
    connections.close_all()
    child = os.fork()
    if not child:
        verifying.accept_identity(
            case_id=case, method="document", actor="user:1", now=datetime.now(UTC)
        )
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""


@pytest.fixture
def company() -> Company:
    return desk.publish("nexus-ip")


def shown_a_passport(company: Company) -> tuple[Case, SealedFile]:
    case = desk.receive(company, at=ASKED_AT)
    verifying.ask_for_identity(
        case_id=case.pk, items=[PASSPORT], doubt="unknown-address", facts="Not on file.",
        actor="user:1", now=ASKED_AT,
    )  # fmt: skip
    file = desk.a_file(case, b"\xff\xd8\xff a passport " + os.urandom(2000))
    proof = Proof("passport", file_id=file.pk)
    verifying.give_evidence(case_id=case.pk, proof=proof, now=ASKED_AT)
    return case, file


def end(case: Case, how: str) -> None:
    now, by = datetime.now(UTC), {"actor": "user:1"}
    if how == "verified":
        verifying.accept_identity(case_id=case.pk, method="document", now=now, **by)
    if how == "rejected":
        lapsing.lapse(case_id=case.pk, reason="doubtful", now=now, **by)
    if how == "timed out":
        lapsing.lapse(case_id=case.pk, reason="no-answer", now=now, **by)
    if how == "withdrawn":
        closing.withdraw(case_id=case.pk, actor="requester", now=now)


def decide_and_be_killed(cases: list[Case]) -> list[int]:
    """How each child ended: 9, for killed."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", CRASH, *[str(case.pk) for case in cases]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [int(line) & 0x7F for line in done.stdout.split()]


def readable(file: SealedFile) -> bool:
    fresh = SealedFile.objects.select_related("data_key__company_key").get(pk=file.pk)
    try:
        return bool(b"".join(files.read(fresh)))
    except (Shredded, Unreadable):
        return False


def on_disk(found: list[tuple[Case, SealedFile]]) -> int:
    return sum(Path(storages["sealed"].path(file.stored_as)).exists() for _, file in found)


def test_no_byte_of_a_proof_outlives_its_decision(
    company: Company, dice: random.Random, figures: dict[str, Any]
) -> None:
    shown = {how: [shown_a_passport(company) for _ in range(UPLOADS // 5)] for how in ENDS}
    every = [pair for pairs in shown.values() for pair in pairs]
    assert all(readable(file) for _, file in every)
    assert on_disk(every) == len(every)

    order = [(how, case) for how in ENDS[:4] for case, _ in shown[how]]
    dice.shuffle(order)
    slowest = 0.0
    for how, case in order:
        began = time.monotonic()
        end(case, how)
        slowest = max(slowest, time.monotonic() - began)
    ended = decide_and_be_killed([case for case, _ in shown["crashed"]])
    assert ended == [9] * (UPLOADS // 5)

    # Unreadable from the commit on, before any sweep; what a kill left is without its key.
    assert [file.pk for _, file in every if readable(file)] == []
    left = on_disk(every)
    assert left == len(shown["crashed"])
    began = time.monotonic()
    while on_disk(every):
        purge(now=datetime.now(UTC))
        assert time.monotonic() - began < WITHIN.total_seconds()

    items = Item.objects.filter(verification__in=[case.verification_id for case, _ in every])
    notes = items.filter(code="passport").values_list("state", "file_id", "note")
    assert len(notes) == len(every)
    assert all(state == "deleted" and file is None for state, file, _ in notes)
    assert all("the copy was deleted" in note for _, _, note in notes)
    figures |= {
        "uploads": len(every),
        "each way": dict.fromkeys(ENDS, UPLOADS // 5),
        "readable after the decision": 0,
        "slowest decision, seconds": round(slowest, 2),
        "without a key on the disk after the kills": left,
        "on the disk after one sweep": 0,
        "notes kept": len(notes),
    }


def test_a_policy_that_asks_for_nothing_shows_no_place_for_a_document(company: Company) -> None:
    for right in ("access", "erasure", "portability"):
        pages = plan(
            company=company.name, rules=company.policy.rules, answers={"what": {"right": right}}
        )
        assert not [field for page in pages for field in page.fields if field.kind == "file"]


def test_a_job_that_deletes_later_leaves_everything_when_it_is_killed(
    company: Company, monkeypatch: pytest.MonkeyPatch, figures: dict[str, Any]
) -> None:
    """The control: the key stays, and the job that was to delete the file is dead."""
    shown = [shown_a_passport(company) for _ in range(UPLOADS // 5)]
    monkeypatch.setattr(files, "_destroy", lambda rows, *, now: 0)

    for case, _ in shown:
        end(case, "verified")

    left = sum(readable(file) for _, file in shown)
    assert left == len(shown)
    figures |= {"uploads": len(shown), "readable after the decision": left, "lost": left}
