"""tools/verify_audit.py knows nothing of the desk, and finds the same."""

import ast
import importlib.util
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from dsar.audit import anchoring
from dsar.audit.anchoring import anchor_chains
from dsar.audit.keys import new_key, public_text, signing_key
from dsar.audit.verifying import verify
from tests.audit.anchored import Folder, changed
from tests.audit.conftest import ACME, GLOBEX, NOW, happen, sql

TOOL = django_settings.BASE_DIR / "tools" / "verify_audit.py"
STEP = 4


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("independent_verifier", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = load()


class Auditor:
    """Somebody with three files and a bare Python, in a folder of their own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        shutil.copy(TOOL, place)

    def receive(self, folder: Folder) -> None:
        with (self.place / "chain.jsonl").open("w") as file:
            call_command("export_audit", company=str(ACME), stdout=file)
        if folder.file().exists():
            shutil.copy(folder.file(), self.place / "anchors.jsonl")
        self.key = public_text(signing_key().public_key())

    def ask(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """-I and -S: nothing that is installed can be imported, and nothing beside the tool."""
        command = [sys.executable, "-I", "-S", "verify_audit.py", *arguments]
        return subprocess.run(
            command, cwd=self.place, capture_output=True, text=True, check=False, timeout=60
        )

    def verdict(self) -> Any:
        answer = self.ask("chain.jsonl", "--anchors", "anchors.jsonl", "--key", self.key, "--json")
        assert answer.stderr == ""
        found = json.loads(answer.stdout)
        assert answer.returncode == (0 if found["clean"] else 1)
        return found


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path / "auditor")


@pytest.fixture
def chain(db: None, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Ten rows, anchored at 4, 8 and 10; a superuser has switched the guards off."""
    monkeypatch.setattr(anchoring, "ROWS", STEP)
    for number in range(1, 11):
        happen(subject=f"ACME-{number % 3}", facts={"number": number, "é": ['𝄞 \\ " \n', 1.10]})
    happen(company_id=GLOBEX)
    anchor_chains(now=NOW)
    sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    return folder


def test_it_imports_nothing_but_python() -> None:
    tree = ast.parse(TOOL.read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in node.names]
        )
    }

    assert imported <= sys.stdlib_module_names


def test_a_sound_chain_is_clean(chain: Folder, auditor: Auditor) -> None:
    auditor.receive(chain)

    found = auditor.verdict()

    (report,) = verify(ACME)
    assert found == {
        "clean": True,
        "company": ACME,
        "rows": 10,
        "head": report.head.hex(),
        "anchors": 3,
        "anchored_to": 10,
        "anchored_at": NOW.isoformat(),
        "problems": [],
        "more_problems": 0,
    }


def test_it_says_so_in_words_and_what_it_cannot_see(chain: Folder, auditor: Auditor) -> None:
    auditor.receive(chain)
    head = verify(ACME)[0].head.hex()

    held = auditor.ask("chain.jsonl", "--anchors", "anchors.jsonl", "--key", auditor.key).stdout
    alone = auditor.ask("chain.jsonl").stdout

    assert held == f"clean: 10 rows, head {head}\nanchored to row 10, at {NOW.isoformat()}\n"
    assert alone.splitlines()[1].startswith("held against no anchor: a missing end")


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit_event SET actor = 'user:8' WHERE company_id = 1 AND seq = 5",
        "UPDATE audit_event SET at = 'infinity' WHERE company_id = 1 AND seq = 5",
        "UPDATE audit_event SET digest = '' WHERE company_id = 1 AND seq = 5",
        "UPDATE audit_event SET digest = sha256(digest) WHERE company_id = 1 AND seq = 8",
        "UPDATE audit_event SET prev = sha256(prev) WHERE company_id = 1 AND seq = 8",
        "UPDATE audit_event SET seq = 11 WHERE company_id = 1 AND seq = 5",
        "UPDATE audit_event SET seq = 11, company_id = 1 WHERE company_id = 2",
        "DELETE FROM audit_event WHERE company_id = 1 AND seq = 5",
        "DELETE FROM audit_event WHERE company_id = 1 AND seq IN (4, 5, 6)",
        "DELETE FROM audit_event WHERE company_id = 1 AND seq > 6",
        "DELETE FROM audit_event WHERE company_id = 1",
    ],
)
def test_it_names_the_rows_that_the_desk_names(chain: Folder, auditor: Auditor, harm: str) -> None:
    sql(harm)
    auditor.receive(chain)

    found = auditor.verdict()

    ours = [(problem.seq, problem.what) for problem in verify(ACME)[0].problems]
    assert [(problem["row"], problem["what"]) for problem in found["problems"]] == ours
    assert ours


@pytest.mark.parametrize(
    "harm",
    [
        lambda one, two, three: [two, three],
        lambda one, two, three: [one, three, two],
        lambda one, two, three: [one, two, two, three],
        lambda one, two, three: [one, changed(two, seq=7), three],
        lambda one, two, three: [one, two, changed(three, key="0" * 16)],
        lambda one, two, three: [one, two, changed(three, key=[])],
        lambda one, two, three: [one, two[:-1], three],
        lambda one, two, three: [one, two.replace(b'"at":"2026', b'"at":"20x6'), three],
        lambda one, two, three: [one, two.replace(b'":', b'": '), three],
        lambda one, two, three: [one, two, b"nonsense"],
    ],
)
def test_it_names_the_anchors_that_the_desk_names(
    chain: Folder, auditor: Auditor, harm: Callable[..., list[bytes]]
) -> None:
    chain.rewrite(*harm(*chain.lines()))
    auditor.receive(chain)

    found = auditor.verdict()

    ours = [(problem.seq, problem.what) for problem in verify(ACME)[0].problems]
    assert [(problem["row"], problem["what"]) for problem in found["problems"]] == ours
    assert ours


def test_it_sees_a_root_that_does_not_fit(
    chain: Folder, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain.file().unlink()
    monkeypatch.setattr(anchoring, "tree_root", lambda _: bytes(32))
    sql("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_append")
    anchor_chains(now=NOW)
    auditor.receive(chain)

    assert [problem["row"] for problem in auditor.verdict()["problems"]] == [4, 8, 10]


def test_another_key_signed_nothing_here(
    chain: Folder, auditor: Auditor, settings: Settings
) -> None:
    settings.ANCHOR_KEY = new_key()
    auditor.receive(chain)

    assert [problem["row"] for problem in auditor.verdict()["problems"]] == [1, 1, 1]


@pytest.mark.parametrize(
    "line", [b"", b"{}", b"null", b"[" * 90_000, b'{"company":1,"seq":true}', b"\xff"]
)
def test_a_line_that_is_no_row_is_named(chain: Folder, auditor: Auditor, line: bytes) -> None:
    auditor.receive(chain)
    file = auditor.place / "chain.jsonl"
    lines = file.read_bytes().splitlines()
    lines[4] = line
    file.write_bytes(b"".join(line + b"\n" for line in lines))

    found = auditor.verdict()

    assert found["problems"][0]["what"] == "line 5, where row 5 should be, cannot be read"


def test_a_question_that_makes_no_sense_is_refused(chain: Folder, auditor: Auditor) -> None:
    auditor.receive(chain)

    for arguments in (
        [],
        ["chain.jsonl", "--anchors", "anchors.jsonl"],
        ["chain.jsonl", "--anchors", "nowhere.jsonl", "--key", auditor.key],
        ["chain.jsonl", "--anchors", "anchors.jsonl", "--key", "AAAA"],
        ["nowhere.jsonl"],
    ):
        assert auditor.ask(*arguments).returncode == 2


def test_an_unknown_company_is_not_exported(db: None) -> None:
    with pytest.raises(CommandError, match="no company initech"):
        call_command("export_audit", company="initech")


# --- Its own arithmetic -------------------------------------------------------------------------

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
        "9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f"
        "11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_standard_hold(key: str, message: str, signature: str) -> None:
    assert tool.signed(*(bytes.fromhex(part) for part in (key, message, signature)))


def openssl(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_it_agrees_with_openssl_on_sound_and_on_harmed_signatures() -> None:
    chance = random.Random(8032)
    for _ in range(60):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key, message = private.public_key().public_bytes_raw(), chance.randbytes(40)
        signature = private.sign(message)
        assert tool.signed(key, message, signature)
        harmed = [bytearray(part) for part in (key, message, signature)]
        part = chance.choice(harmed)
        part[chance.randrange(len(part))] ^= 1 << chance.randrange(8)
        harmed_parts = tuple(bytes(part) for part in harmed)
        assert tool.signed(*harmed_parts) == openssl(*harmed_parts) == False  # noqa: E712


def test_a_signature_has_one_form_only() -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032[1])
    s = int.from_bytes(signature[32:], "little") + tool.ORDER

    other = signature[:32] + s.to_bytes(32, "little")

    assert not tool.signed(key, message, other)
    assert not openssl(key, message, other)


@pytest.mark.parametrize(
    "key",
    [bytes(31), b"\xff" * 32, (2**255 - 19).to_bytes(32, "little"), (2).to_bytes(32, "little")],
)
def test_what_is_no_point_is_no_key(key: bytes) -> None:
    with pytest.raises(ValueError, match="not a point"):
        tool.decoded(key)
    assert not tool.signed(key, b"", bytes(64))
