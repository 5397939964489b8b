"""What an authority gets of one case: enough to check it, and nothing of anybody else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from dsar.audit import anchoring
from dsar.audit.anchoring import anchor_chains
from dsar.audit.anchors import key_id
from dsar.audit.evidence import NoEvidence, of_case
from dsar.audit.keys import new_key, signing_key
from tests.audit.anchored import Folder
from tests.audit.conftest import ACME, GLOBEX, NOW, happen, sql
from tests.audit.test_the_independent_verifier import Auditor, tool

pytestmark = pytest.mark.django_db

OURS = [2, 5, 8, 11]  # the rows of ACME-2


@pytest.fixture(autouse=True)
def _chain(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven rows of three cases; anchored at 4 and 8, and the rest not yet."""
    monkeypatch.setattr(anchoring, "ROWS", 4)
    for number in range(1, 12):
        happen(subject=f"ACME-{(number - 1) % 3 + 1}", facts={"number": number})
        if number == 8:
            anchor_chains(now=NOW)
    happen(company_id=GLOBEX, subject="ACME-2")


def evidence(reference: str = "ACME-2") -> Any:
    return json.loads(json.dumps(of_case(company_id=ACME, reference=reference, now=NOW)))


def verdict(file: Any) -> Any:
    found, public = tool.Verdict(), signing_key().public_key()
    keys = {key_id(public): public.public_bytes_raw()}
    tool.check_evidence(json.dumps(file).encode(), keys, found)
    return found


def test_every_event_of_the_case_is_proved_and_no_other_shown(folder: Folder) -> None:
    file = evidence()

    assert [entry["row"]["seq"] for entry in file["events"]] == OURS
    assert {entry["row"]["subject"] for entry in file["events"]} == {"ACME-2"}
    assert "ACME-1" not in json.dumps(file)
    found = verdict(file)
    assert (found.problems, found.rows, found.anchored_to) == ([], 4, 11)


def test_what_was_not_anchored_yet_is_anchored_for_it(folder: Folder) -> None:
    assert [anchor.seq for anchor in folder.anchors()] == [4, 8]

    evidence()
    evidence()

    assert [anchor.seq for anchor in folder.anchors()] == [4, 8, 11]


def test_somebody_with_a_bare_python_checks_it(tmp_path: Path) -> None:
    auditor = Auditor(tmp_path / "auditor")
    with (auditor.place / "case.json").open("w") as file:
        call_command("case_evidence", "ACME-2", company=str(ACME), stdout=file)
    key = json.loads((auditor.place / "case.json").read_text())["public_key"]

    sound = auditor.ask("--evidence", "case.json", "--key", key)
    text = (auditor.place / "case.json").read_text()
    (auditor.place / "case.json").write_text(text.replace("user:7", "user:8", 1))
    harmed = auditor.ask("--evidence", "case.json", "--key", key)

    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.startswith("clean: 4 rows")
    assert (harmed.returncode, harmed.stdout.splitlines()[0]) == (1, "row 2 was altered")


def forge_digest(file: Any) -> None:
    row = file["events"][1]["row"]
    row["actor"] = "user:8"
    row["digest"] = tool.row_of(row).computed.hex()


@pytest.mark.parametrize(
    ("harm", "row"),
    [
        (lambda file: file["events"][1]["row"].update(actor="user:8"), 5),
        (forge_digest, 5),
        (lambda file: file["events"][1]["row"].update(seq=6), 6),
        (lambda file: file["events"][1]["row"].update(subject="ACME-1"), 5),
        (lambda file: file["events"][1].update(path=[]), 5),
        (lambda file: file["events"][1]["path"].append("00" * 32), 5),
        (lambda file: file["events"][1]["path"].reverse(), 5),
        (lambda file: file["events"][1].update(anchor=0), 5),
        (lambda file: file["events"].append(file["events"][1]), 5),
        (lambda file: file["events"].reverse(), 8),
        (lambda file: file["anchors"].insert(0, file["anchors"].pop()), 2),
        (lambda file: file["anchors"].__setitem__(0, file["anchors"][0][:-4]), 2),
        (lambda file: file.update(reference="ACME-1"), 2),
        (lambda file: file.update(company=GLOBEX), 2),
    ],
)
def test_a_harmed_proof_is_refused(harm: Callable[[Any], object], row: int) -> None:
    file = evidence()
    harm(file)

    assert row in [problem["row"] for problem in verdict(file).problems]


def test_another_key_proves_nothing(settings: Settings) -> None:
    file = evidence()
    settings.ANCHOR_KEY = new_key()

    assert [problem["row"] for problem in verdict(file).problems] == OURS


def test_nothing_is_proved_of_an_unknown_case_or_without_anchors(settings: Settings) -> None:
    with pytest.raises(NoEvidence, match="Nothing is known of ACME-9"):
        evidence("ACME-9")
    with pytest.raises(CommandError, match="no company initech"):
        call_command("case_evidence", "ACME-2", company="initech")
    settings.ANCHORS = ""
    with pytest.raises(CommandError, match="Set DSAR_ANCHORS"):
        call_command("case_evidence", "ACME-2", company=str(ACME))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE audit_event SET digest = sha256(digest) WHERE seq = 6", "Rows 5 to 8 do not fit"),
        ("DELETE FROM audit_event WHERE company_id = 1 AND seq = 6", "Rows 5 to 8 do not fit"),
        ("DELETE FROM audit_event WHERE company_id = 1 AND seq >= 8", "Run verify_audit first"),
        ("UPDATE audit_event SET actor = 'user:8' WHERE seq = 10", "row 10 was altered"),
    ],
)
def test_a_harmed_chain_gives_no_evidence(harm: str, said: str) -> None:
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    sql(harm)

    with pytest.raises(NoEvidence, match=said):
        evidence()


def test_an_anchor_that_was_taken_away_leaves_events_unproved(folder: Folder) -> None:
    folder.rewrite(b"nonsense", folder.lines()[1])

    with pytest.raises(NoEvidence, match="stand under no anchor"):
        evidence()
