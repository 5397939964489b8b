"""Whoever holds the database, the folder of anchors or both, but not the key that signs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from dsar.audit import anchoring
from dsar.audit.anchoring import anchor_chains
from dsar.audit.keys import new_key
from dsar.audit.verifying import Problem, verify
from tests.audit.anchored import Folder, changed
from tests.audit.conftest import ACME, GLOBEX, NOW, happen, sql

pytestmark = pytest.mark.django_db

ROWS, STEP = 12, 4
WHEN = NOW.isoformat()


@pytest.fixture(autouse=True)
def _anchored(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve rows, anchored at 4, 8 and 12; a superuser has switched the guards off."""
    monkeypatch.setattr(anchoring, "ROWS", STEP)
    for number in range(1, ROWS + 1):
        happen(facts={"number": number})
    happen(company_id=GLOBEX)
    anchor_chains(now=NOW)
    assert said() == []
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_no_change")
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_no_truncate")


def said() -> list[Problem]:
    return verify(ACME, now=NOW)[0].problems


def rewrite_from(row: int) -> None:
    """A history from there on that never was, with numbers, links and digests that all fit."""
    sql("CREATE TEMPORARY TABLE aside ON COMMIT DROP AS SELECT * FROM audit_event")
    sql("DELETE FROM audit_event WHERE company_id = 1 AND seq >= %s", row)
    sql(
        "INSERT INTO audit_event (company_id, at, event, subject, actor, facts) "
        "SELECT company_id, at, event, subject, 'user:8', facts FROM aside "
        "WHERE company_id = 1 AND seq >= %s ORDER BY seq",
        row,
    )


@pytest.mark.parametrize("row", range(1, ROWS + 1))
def test_a_missing_end_is_named(row: int) -> None:
    sql("DELETE FROM audit_event WHERE company_id = 1 AND seq >= %s", row)

    gone = f"row {row} is gone" if row == ROWS else f"rows {row} to {ROWS} are gone"
    what = f"{gone}: the anchor of {WHEN} says that the chain reached row {ROWS}"
    assert said() == [Problem(row, what)]


@pytest.mark.parametrize("row", range(1, ROWS + 1))
def test_an_end_written_anew_is_named(row: int) -> None:
    rewrite_from(row)

    first = (row - 1) // STEP * STEP + 1
    last = first + STEP - 1
    assert said() == [
        Problem(
            first,
            f"row {first}, or one from there to row {last}, was written anew: "
            f"the anchor of {WHEN} says how row {last} ended then",
        )
    ]
    assert verify(ACME)[0].anchored_to == first - 1


def test_neither_is_seen_without_anchors(settings: Settings) -> None:
    settings.ANCHORS = ""
    rewrite_from(6)
    sql("DELETE FROM audit_event WHERE company_id = 1 AND seq > 9")

    assert said() == []


def test_an_emptied_table_is_named_for_every_company() -> None:
    sql("TRUNCATE audit_event")

    acme, globex = verify(now=NOW)
    assert (acme.problems[0].seq, acme.events) == (1, 0)
    assert acme.problems[0].what.startswith(f"rows 1 to {ROWS} are gone")
    assert globex.problems[0].what.startswith("row 1 is gone")


def test_a_row_in_the_middle_with_its_digest_made_anew_is_named() -> None:
    sql("UPDATE audit_event SET digest = sha256(digest) WHERE company_id = 1 AND seq = 8")

    assert [problem.seq for problem in said()] == [8, 5, 9]


@pytest.mark.parametrize(
    ("harm", "row", "what"),
    [
        (lambda one, two, three: [two, three], 8, "does not follow from the line before"),
        (lambda one, two, three: [one, three], 12, "does not follow from the line before"),
        (lambda one, two, three: [one, three, two], 12, "does not follow from the line before"),
        (lambda one, two, three: [one, two, two, three], 8, "does not follow from the line"),
        (lambda one, two, three: [one, two, three, one], 4, "does not follow from the line"),
        (lambda one, two, three: [one, changed(two, seq=7), three], 5, "forged signature"),
        (lambda one, two, three: [one, two, changed(three, seq=9)], 9, "forged signature"),
        (lambda one, two, three: [one, two, changed(three, key="0" * 16)], 9, "not known here"),
        (lambda one, two, three: [one, two[:-1], three], 5, "cannot be read"),
        (lambda one, two, three: [one, two, b"nonsense"], 9, "cannot be read"),
        (lambda one, two, three: [one, b"", two, three], 5, "cannot be read"),
    ],
)
def test_a_line_of_anchors_that_was_touched_is_named(
    folder: Folder, harm: Callable[..., list[bytes]], row: int, what: str
) -> None:
    folder.rewrite(*harm(*folder.lines()))

    assert any(problem.seq == row and what in problem.what for problem in said())


def test_a_chain_and_anchors_written_anew_with_another_key_are_named(
    folder: Folder, settings: Settings
) -> None:
    ours = settings.ANCHOR_KEY
    rewrite_from(1)
    for company in (ACME, GLOBEX):
        folder.file(company).unlink()
    settings.ANCHOR_KEY = new_key()
    anchor_chains(now=NOW)
    assert said() == []

    settings.ANCHOR_KEY = ours

    assert [problem.seq for problem in said()] == [1, 1, 1]


def test_the_anchors_of_another_company_are_named(folder: Folder) -> None:
    folder.rewrite(*folder.lines(GLOBEX))

    assert Problem(1, "the anchor of row 1 (line 1) is of another company") in said()


def test_a_root_that_does_not_fit_its_rows_is_named(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody but the signer can do it; whoever shows a single row to somebody relies on it."""
    folder.file().unlink()
    monkeypatch.setattr(anchoring, "tree_root", lambda _: bytes(32))
    anchor_chains(now=NOW)

    assert [problem.seq for problem in said()] == [4, 8, 12]


def test_anchors_that_cannot_be_read_are_a_problem(folder: Folder, settings: Settings) -> None:
    settings.ANCHOR_KEY = "no key"
    assert said() == [
        Problem(
            1,
            "the anchors of row 1 on cannot be read: DSAR_ANCHOR_KEY must hold 32 bytes in base64.",
        )
    ]
    settings.ANCHOR_KEY = new_key()
    folder.file().unlink()
    folder.file().mkdir()
    assert "Is a directory" in said()[0].what


def test_anchors_that_were_taken_away_are_missed_after_two_hours(folder: Folder) -> None:
    folder.rewrite(*folder.lines()[:2])
    sql("DELETE FROM audit_event WHERE company_id = 1 AND seq > 10")

    soon, late = (verify(ACME, now=NOW + timedelta(hours=hours))[0] for hours in (2, 2.1))

    assert (soon.problems, soon.anchored_to) == ([], 8)
    assert [problem.seq for problem in late.problems] == [9]
    assert "row 9 has waited for an anchor since 2026-11-02 09:30 UTC" in late.problems[0].what


@pytest.mark.parametrize("at", ["infinity", "294276-01-01"])
def test_a_moment_of_no_calendar_does_not_stop_the_question(folder: Folder, at: str) -> None:
    folder.rewrite(*folder.lines()[:2])
    sql("UPDATE audit_event SET at = %s WHERE company_id = 1 AND seq = 9", at)

    assert said() == [Problem(9, "row 9 was altered")]
