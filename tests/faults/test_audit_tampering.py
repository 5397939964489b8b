"""F20: the audit chain is harmed in every way at every row, and each time the row is named.

A superuser can do all of it: the guards are off, and numbers are not held unique.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from dsar.audit import anchoring, exporting
from dsar.audit.anchoring import anchor_chains
from dsar.audit.anchors import key_id
from dsar.audit.chain import digest
from dsar.audit.evidence import of_case
from dsar.audit.keys import new_key, signing_key
from dsar.audit.verifying import verify
from tests.audit.anchored import Folder, changed, keep_anchors
from tests.audit.conftest import ACME, NOW, sql
from tests.audit.test_the_independent_verifier import tool
from tests.faults.conftest import FULL

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800), pytest.mark.django_db]

ROWS, STEP = (2_000, 100) if FULL else (200, 20)
REWRITES, PROOFS = (100, 1_000) if FULL else (40, 100)
ASK_THE_OTHER = 0.1  # how often the independent verifier is asked too
HERE = f"WHERE company_id = {ACME} AND seq = %(row)s"


@pytest.fixture
def anchors(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """ROWS rows, an anchor at every STEP of them, and nothing that guards the table."""
    folder = keep_anchors(tmp_path / "anchors", settings)
    monkeypatch.setattr(anchoring, "ROWS", STEP)
    sql(
        "INSERT INTO audit_event (company_id, at, event, subject, actor, facts) "
        "SELECT %s, %s, 'case.changed', 'ACME-' || n %% 7, 'user:' || n %% 5, "
        "jsonb_build_object('number', n) FROM generate_series(1, %s) AS n ORDER BY n",
        ACME,
        NOW,
        ROWS,
    )
    anchor_chains(now=NOW)
    assert (wrong_rows(), len(folder.lines())) == ([], ROWS // STEP)
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_no_change")
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_no_truncate")
    sql("ALTER TABLE audit_event DROP CONSTRAINT audit_no_two_in_one_place")
    sql("CREATE INDEX ON audit_event (company_id, seq)")
    sql("SET LOCAL plan_cache_mode = force_custom_plan")
    return folder


def wrong_rows() -> list[int]:
    return [problem.seq for problem in verify(ACME, now=NOW)[0].problems]


def wrong_rows_elsewhere(folder: Folder) -> list[int]:
    """What the verifier says that shares no line with the desk."""
    verdict, public = tool.Verdict(), signing_key().public_key()
    keys = {key_id(public): public.public_bytes_raw()}
    read = tool.read_anchors(folder.lines(), keys, verdict)
    tool.check_chain((line.encode() for line in exporting.lines(ACME)), read, verdict)
    return [problem["row"] for problem in verdict.problems]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here did not."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(statement: str, row: int, **given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"row": row, "company": ACME} | given)


# --- Every way to harm one row, and the row that is to be named -----------------------------------


def edit(row: int, dice: random.Random) -> int:
    change = dice.choice(
        [
            "actor = 'user:8'",
            "subject = subject || ' '",
            "event = 'case.closed'",
            "facts = facts || '{\"more\": 1}'",
            "at = at + interval '1 microsecond'",
        ]
    )
    run(f"UPDATE audit_event SET {change} {HERE}", row)
    return row


def flip(row: int, dice: random.Random) -> int:
    """One bit, anywhere in the row."""
    column, bit = dice.choice(["prev", "digest"]), dice.randrange(256)
    if dice.random() < 0.5:
        flipped = f"{column} = set_bit({column}, {bit}, 1 - get_bit({column}, {bit}))"
    else:
        column = dice.choice(["actor", "subject", "event"])
        bits = f"convert_to({column}, 'UTF8')"
        flipped = f"{column} = convert_from(set_bit({bits}, 0, 1 - get_bit({bits}, 0)), 'UTF8')"
    run(f"UPDATE audit_event SET {flipped} {HERE}", row)
    return row


def delete(row: int, _: random.Random) -> int:
    run(f"DELETE FROM audit_event {HERE}", row)
    return row


def renumber(row: int, dice: random.Random) -> int:
    to = dice.choice([number for number in range(1, ROWS + STEP) if number != row])
    run(f"UPDATE audit_event SET seq = %(to)s {HERE}", row, to=to)
    return row


def swap(row: int, dice: random.Random) -> int:
    other = dice.choice([number for number in range(1, ROWS + 1) if number != row])
    run(
        "UPDATE audit_event SET seq = %(row)s + %(other)s - seq "
        "WHERE company_id = %(company)s AND seq IN (%(row)s, %(other)s)",
        row,
        other=other,
    )
    return row


def insert(row: int, dice: random.Random) -> int:
    """A row that never was, in a place that is taken."""
    _add_beside(row, at_random=dice.randbytes(32))
    return row


def fork(row: int, _: random.Random) -> int:
    """A second row that follows from the same one, and is right in itself."""
    _add_beside(row, at_random=None)
    return row


def rehash(row: int, _: random.Random) -> int:
    """An edit with the digest made anew: the row fits in itself, and the next one not on it."""
    run(f"UPDATE audit_event SET actor = 'user:8', digest = %(made)s {HERE}", row, made=_made(row))
    return row + 1


def _add_beside(row: int, *, at_random: bytes | None) -> None:
    run(
        "INSERT INTO audit_event (company_id, seq, at, event, subject, actor, facts, prev, digest)"
        " SELECT company_id, seq, at, event, subject, 'user:8', facts, prev, %(made)s"
        f" FROM audit_event {HERE}",
        row,
        made=at_random or _made(row),
    )
    # The trigger that numbers new rows has put it at the end.
    run(
        "UPDATE audit_event SET seq = %(row)s, digest = %(made)s, prev = "
        "(SELECT prev FROM audit_event WHERE company_id = %(company)s AND seq = %(row)s) "
        "WHERE company_id = %(company)s AND seq = %(end)s",
        row,
        end=ROWS + 1,
        made=at_random or _made(row),
    )


def _made(row: int) -> bytes:
    """The digest that this row has once somebody else did it."""
    ((at, event, subject, facts, prev),) = sql(
        "SELECT trunc(extract(epoch FROM at) * 1000000)::text, event, subject, facts::text, prev "
        "FROM audit_event WHERE company_id = %s AND seq = %s",
        ACME,
        row,
    )
    return digest(
        prev=bytes(prev),
        company_id=ACME,
        seq=row,
        at=at,
        event=event,
        subject=subject,
        actor="user:8",
        facts=facts,
    )


@pytest.mark.parametrize("harm", [edit, flip, delete, renumber, swap, insert, fork, rehash])
def test_harm_to_any_row_is_seen_and_the_row_named(
    anchors: Folder,
    dice: random.Random,
    figures: dict[str, Any],
    harm: Callable[[int, random.Random], int],
) -> None:
    seen = asked = 0
    for row in range(1, ROWS + 1):
        with undone():
            named = harm(row, dice)
            found = wrong_rows()
            if named > ROWS:  # nothing comes after it: its anchor speaks
                named = ROWS - STEP + 1
            assert named in found, f"{harm.__name__} at row {row} was not named: {found}"
            seen += 1
            if dice.random() < ASK_THE_OTHER:
                assert wrong_rows_elsewhere(anchors) == found
                asked += 1
    assert wrong_rows() == []
    figures |= {"harm": harm.__name__, "rows": ROWS, "seen": seen, "seen_elsewhere": asked}


# --- What only anchors show -----------------------------------------------------------------------


def cut(row: int) -> None:
    sql("DELETE FROM audit_event WHERE company_id = %s AND seq >= %s", ACME, row)


def rewrite(row: int) -> None:
    """A history from there on that never was; numbers, links and digests all fit."""
    sql("CREATE TEMPORARY TABLE aside ON COMMIT DROP AS SELECT * FROM audit_event")
    cut(row)
    sql(
        "INSERT INTO audit_event (company_id, at, event, subject, actor, facts) "
        "SELECT company_id, at, event, subject, 'user:8', facts FROM aside WHERE seq >= %s "
        "ORDER BY seq",
        row,
    )


def first_under_its_anchor(row: int) -> int:
    return (row - 1) // STEP * STEP + 1


def test_a_cut_or_rewritten_end_is_named(
    anchors: Folder, dice: random.Random, figures: dict[str, Any]
) -> None:
    for row in range(1, ROWS + 1):
        with undone():
            cut(row)
            assert wrong_rows() == [row]
            if dice.random() < ASK_THE_OTHER:
                assert wrong_rows_elsewhere(anchors) == [row]
    for row in rows_to_rewrite(dice):
        with undone():
            rewrite(row)
            assert wrong_rows() == [first_under_its_anchor(row)]
            assert wrong_rows_elsewhere(anchors) == [first_under_its_anchor(row)]
    with undone():
        sql("TRUNCATE audit_event")
        assert wrong_rows() == wrong_rows_elsewhere(anchors) == [1]
    figures |= {"cuts_seen": ROWS, "rewrites_seen": REWRITES, "truncate_seen": 1}


def test_without_anchors_neither_is_seen(
    anchors: Folder, settings: Settings, dice: random.Random, figures: dict[str, Any]
) -> None:
    """The control: that the chain alone holds says nothing of its end."""
    settings.ANCHORS = ""
    for row in range(1, ROWS + 1):
        with undone():
            cut(row)
            assert wrong_rows() == []
    for row in rows_to_rewrite(dice):
        with undone():
            rewrite(row)
            assert wrong_rows() == []
    with undone():
        sql("TRUNCATE audit_event")
        assert wrong_rows() == []
    figures |= {"cuts": ROWS, "rewrites": REWRITES, "not seen": ROWS + REWRITES + 1}


def rows_to_rewrite(dice: random.Random) -> list[int]:
    return [1, ROWS, *dice.sample(range(2, ROWS), REWRITES - 2)]


def test_a_touched_line_of_anchors_is_named(
    anchors: Folder, settings: Settings, dice: random.Random, figures: dict[str, Any]
) -> None:
    lines, seen = anchors.lines(), 0
    found = anchors.anchors()
    ours, settings.ANCHOR_KEY = settings.ANCHOR_KEY, new_key()
    by_another = [anchor.line(signing_key()) for anchor in found]
    settings.ANCHOR_KEY = ours
    our_name = key_id(signing_key().public_key())
    for index, line in enumerate(lines):
        before, after = lines[:index], lines[index + 1 :]
        bit = bytearray(line)
        bit[dice.randrange(len(bit))] ^= 1 << dice.randrange(8)
        instead = [
            [changed(line, head="00" * 32)],
            [by_another[index]],
            [changed(by_another[index], key=our_name)],
            [bytes(bit)],
            [line, line],
            [line, lines[index - 1]],
            *([[]] if after else []),  # the newest one is missed only after two hours
        ]
        for harmed in instead:
            anchors.rewrite(*before, *harmed, *after)
            named = wrong_rows()
            row = (index + 1) * STEP
            # What it vouches for, or who should follow it, or whom it repeats.
            near = {row - STEP + 1, row, row + STEP, (index or len(lines)) * STEP}
            assert near & set(named), f"line {index + 1}: {named}"
            assert wrong_rows_elsewhere(anchors) == named
            seen += 1
    anchors.rewrite(*lines)
    assert wrong_rows() == []
    figures |= {"lines": len(lines), "harms_seen": seen}


# --- The evidence of one case ---------------------------------------------------------------------


def test_a_malformed_proof_is_refused(
    anchors: Folder, dice: random.Random, figures: dict[str, Any]
) -> None:
    """In each one character of one value is another; only who made it, and when, is not proved."""
    sound = json.loads(json.dumps(of_case(company_id=ACME, reference="ACME-3", now=NOW)))
    assert is_proved(sound)
    for _ in range(PROOFS):
        file = copy.deepcopy(sound)
        entry = dice.choice(file["events"])
        holder, name = dice.choice(
            [
                (entry["row"], dice.choice(list(entry["row"]))),
                (entry["path"], dice.randrange(len(entry["path"]))),
                (file["anchors"], entry["anchor"]),
                (entry, "anchor"),
            ]
        )
        holder[name] = spoilt(holder[name], dice)
        assert not is_proved(file), (name, holder[name])
    figures |= {"proofs": PROOFS, "refused": PROOFS}


def is_proved(file: Any) -> bool:
    verdict, public = tool.Verdict(), signing_key().public_key()
    keys = {key_id(public): public.public_bytes_raw()}
    try:
        tool.check_evidence(json.dumps(file).encode(), keys, verdict)
    except (ValueError, IndexError, TypeError, KeyError):
        return False  # the program ends with status 2
    return bool(verdict.clean)


def spoilt(value: Any, dice: random.Random) -> Any:
    if isinstance(value, int):
        return value + dice.choice([-1, 1, 10])
    place = dice.randrange(len(value))
    other = dice.choice([letter for letter in '0123456789abcdef"{x ' if letter != value[place]])
    return value[:place] + other + value[place + 1 :]
