"""The end of every story: a full checklist, and the file for the authority, checked without us."""

import json
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from dsar.audit.keys import public_text, signing_key
from tests.browser.people import Officer

from .cast import DORA, Cast


def is_full(cast: Cast, proved: Mapping[str, str]) -> None:
    """No step of the checklist is open; those in `proved` say how they were done."""
    dora = cast.at_the_case(DORA)
    expect(dora.page.get_by_text("Nothing is left to do.")).to_be_visible()
    dora.page.get_by_role("link", name="What proves it").click()
    expect(dora.page.locator("h1")).to_contain_text("What proves it")
    found = checklist(dora)
    assert {name: says for name, (state, says) in found.items() if state == "Open"} == {}
    for name, words in proved.items():
        state, says = found[name]
        assert state == "Done", f"{name}: {state}, {says}"
        assert words in says


def checklist(there: Officer) -> dict[str, tuple[str, str]]:
    """How each step stands, and what the records say."""
    rows = there.page.locator("tbody tr").all()
    cells = [[one.strip() for one in row.locator("th, td").all_inner_texts()] for row in rows]
    return {name: (state, says) for name, state, says, _ in cells}


def taken_and_verified(cast: Cast) -> None:
    """The ZIP, opened somewhere else: nothing in it is changed, and its events stood in the log."""
    page = cast.officer(DORA).page
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download the file").click()
    assert caught.value.suggested_filename == f"proof-{cast.reference}.zip"
    there = cast.folder / "for-the-authority"
    with ZipFile(caught.value.path()) as file:
        file.extractall(there)
    for line in (there / "SHA256SUMS.txt").read_text().splitlines():
        digest, name = line.split("  ")
        assert sha256((there / name).read_bytes()).hexdigest() == digest, name
    told = verified(there / "audit", cast.reference)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "clean" in told.stdout
    events = [one["row"]["event"] for one in evidence(there, cast.reference)]
    assert events[0] == "case.received"
    assert "case.closed" in events
    assert events.index("approval.given") < events.index("answer.released")


def verified(folder: Path, reference: str) -> "subprocess.CompletedProcess[str]":
    """By the program inside, with the key that the company names elsewhere."""
    key = public_text(signing_key().public_key())
    return subprocess.run(
        [sys.executable, "-I", "verify_audit.py", "--evidence", f"{reference}.json", "--key", key],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def evidence(folder: Path, reference: str) -> list[dict[str, dict[str, str]]]:
    found = json.loads((folder / "audit" / f"{reference}.json").read_text())
    events: list[dict[str, dict[str, str]]] = found["events"]
    return events
