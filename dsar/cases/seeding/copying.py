"""Thousands of cases like one that was really received, each about another person.

What is the same in all of them PostgreSQL copies itself. What is sealed is sealed anew here, for a
ciphertext opens in its own row and nowhere else.
"""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from deadlines.models import Clock, ClockEvent, Reminder
from dsar.accounts.models import User
from dsar.audit.models import Event
from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.many import ManyKeys
from dsar.vault.models import DataKey, SealedFile, SearchToken
from dsar.vault.operations import unseal
from dsar.vault.sealing import seal_with
from identity.models import Item, Verification

from ..finding import KINDS
from ..models import Case, Escalation
from ..of_case import OfCase
from ..references import new_reference
from .people import Invented

# What the staff were told is theirs: nobody was told anything of a copy.
NOT_COPIED = (Escalation,)


@dataclass(frozen=True)
class Original:
    """A case and what stands under it, opened once."""

    case: Case
    person: dict[str, str]
    rows: Sequence[OfCase]

    @property
    def tables(self) -> Sequence[type[OfCase]]:
        return list(dict.fromkeys(type(row) for row in self.rows))


def original(case: Case) -> Original | None:
    """None where rows of it hold files, which lie outside the database, or hang on one another."""
    rows: list[OfCase] = []
    for related in Case._meta.related_objects:
        model = related.related_model
        if not (isinstance(model, type) and issubclass(model, OfCase)) or model in NOT_COPIED:
            continue
        every: Any = model._base_manager
        found = list(every.filter(case=case).select_related("case__data_key__company_key"))
        if found and not _stands_alone(model):
            return None
        rows += found
    return Original(case, unseal(case, "person"), rows)


def _stands_alone(model: type[models.Model]) -> bool:
    others = [one.related_model for one in model._meta.concrete_fields if one.is_relation]
    return not any(
        one is SealedFile or issubclass(one, OfCase) for one in others if isinstance(one, type)
    )


@transaction.atomic
def copies(
    of: Original,
    people: Collection[Invented],
    *,
    owners: Sequence[User | None] = (None,),
    now: datetime,
) -> list[str]:
    """The references of so many cases like the original, one for each of these people, shared
    among the owners. Each has its own clock, reminders, proof, key, words and history."""
    company = of.case.company
    references = _unused(company.code, len(people))
    keys = ManyKeys(company_id=company.pk, now=now)
    batch = _Batch(of, keys, now)
    for reference, invented in zip(references, people, strict=True):
        batch.add(reference, invented)
    with connection.cursor() as cursor:
        batch.write(cursor, [owner.pk if owner else None for owner in owners])
    return references


class _Batch:
    """Collects what is sealed anew, then lets PostgreSQL write everything."""

    def __init__(self, of: Original, keys: ManyKeys, now: datetime) -> None:
        self.of, self.keys, self.now = of, keys, now
        self.fresh: list[tuple[Any, ...]] = []
        self.tokens: list[tuple[Any, ...]] = []
        self.own: dict[type[OfCase], list[tuple[Any, ...]]] = {model: [] for model in of.tables}
        self.words = [
            (row, {name: unseal(row, name) for name in _sealed(type(row))}) for row in of.rows
        ]
        self.details = unseal(of.case, "details")

    def add(self, reference: str, invented: Invented) -> None:
        key, box = self.keys.new()
        case = copy(self.of.case)
        case.pk, case.data_key, case.reference = new_id(), key, reference
        person = self.of.person | {"name": invented.name, "email": invented.email}
        seal_with(box, case, "person", person)
        seal_with(box, case, "details", self.details)
        number = len(self.fresh)
        self.fresh.append(
            (number, reference, key.pk, key.wrapped, case.pk, case.person, case.details)
        )
        for field, kind in KINDS:
            tokens = self.keys.tokens(kind, person[field]) if person.get(field) else ()
            self.tokens += [(number, kind, token) for token in tokens]
        told = (
            (self.of.case.reference, reference),
            (self.of.person["name"], invented.name),
            (self.of.person["email"], invented.email),
        )
        for row, words in self.words:
            self.own[type(row)].append(_sealed_anew(number, row, words, case, box, told))

    def write(self, cursor: CursorWrapper, owners: Sequence[int | None]) -> None:
        self._send(cursor, owners)
        case, clock = self.of.case, self.of.case.clock_id
        _insert(cursor, Clock, f"id = {clock}", id="fresh.clock_id")
        for under in (ClockEvent, Reminder):
            _insert(cursor, under, f"clock_id = {clock}", clock_id="fresh.clock_id")
        proof = case.verification_id
        _insert(cursor, Verification, f"id = '{proof}'", id="fresh.proof_id")
        _insert(cursor, Item, f"verification_id = '{proof}'", verification_id="fresh.proof_id")
        # The original may hang on an epoch that is over.
        epoch = str(self.keys.epoch.pk)
        locked = {"wrapped": "fresh.wrapped", "company_key_id": epoch, "id": "fresh.key_id"}
        _insert(cursor, DataKey, f"id = '{case.data_key_id}'", **locked)
        self._insert_cases(cursor)
        for model in self.own:
            sealed = {name: f"mine.{name}" for name in _sealed(model)}
            mine = f"{_own(model)} mine JOIN fresh USING (number)"
            mapped = {"id": "mine.id", "case_id": "fresh.case_id"} | sealed
            _insert(cursor, model, f"case_id = '{case.pk}'", beside=mine, on="mine.was", **mapped)
        self._release(cursor)
        self._insert_tokens(cursor)
        history = f"company_id = {case.company_id} AND subject = '{case.reference}'"
        _insert(cursor, Event, history, order="seq", subject="fresh.reference")
        for table in ("fresh", "fresh_token", *map(_own, self.own)):
            cursor.execute(f"DROP TABLE {table}")

    def _send(self, cursor: CursorWrapper, owners: Sequence[int | None]) -> None:
        """What was made here, into tables of this transaction."""
        _table(
            cursor,
            "fresh",
            "number int, reference text, key_id uuid, wrapped bytea, case_id uuid, "
            "person bytea, details bytea",
            self.fresh,
        )
        cursor.execute(
            """ALTER TABLE fresh ADD COLUMN proof_id uuid DEFAULT gen_random_uuid(),
            ADD COLUMN owner_id bigint,
            ADD COLUMN clock_id bigint
                DEFAULT nextval(pg_get_serial_sequence('deadlines_clock', 'id'))"""
        )
        cursor.execute(
            "UPDATE fresh SET owner_id = (%s::bigint[])[1 + number %% %s]",
            [list(owners), len(owners)],
        )
        _table(cursor, "fresh_token", "number int, kind text, token bytea", self.tokens)
        for model, rows in self.own.items():
            sealed = "".join(f", {name} bytea" for name in _sealed(model))
            _table(cursor, _own(model), f"number int, was uuid, id uuid{sealed}", rows)

    def _insert_cases(self, cursor: CursorWrapper) -> None:
        new = {
            "id": "fresh.case_id",
            "clock_id": "fresh.clock_id",
            "verification_id": "fresh.proof_id",
            "data_key_id": "fresh.key_id",
            "reference": "fresh.reference",
            "owner_id": "fresh.owner_id",
            "person": "fresh.person",
            "details": "fresh.details",
        }
        # Its leave is a row that names the case, which has to be there first.
        unreleased = {
            "released_at": "NULL::timestamptz",
            "release_approval_id": "NULL::uuid",
        }
        _insert(cursor, Case, f"id = '{self.of.case.pk}'", **(unreleased | new))

    def _release(self, cursor: CursorWrapper) -> None:
        approval = self.of.case.release_approval
        if approval is None:
            return
        cursor.execute(
            f"UPDATE {Case._meta.db_table} c SET released_at = %s, release_approval_id = mine.id "  # noqa: S608
            f"FROM {_own(type(approval))} mine JOIN fresh USING (number) "
            "WHERE c.id = fresh.case_id AND mine.was = %s",
            [self.of.case.released_at, approval.pk],
        )

    def _insert_tokens(self, cursor: CursorWrapper) -> None:
        cursor.execute(
            f"INSERT INTO {SearchToken._meta.db_table} "  # noqa: S608
            "(company_id, company_key_id, data_key_id, kind, token) "
            "SELECT DISTINCT %s::bigint, %s::bigint, key_id, kind, token "
            "FROM fresh_token JOIN fresh USING (number)",
            [self.of.case.company_id, self.keys.epoch.pk],
        )


def _sealed_anew(
    number: int,
    row: OfCase,
    words: dict[str, Any],
    case: Case,
    box: AESGCM,
    told: Iterable[tuple[str, str]],
) -> tuple[Any, ...]:
    mine = copy(row)
    mine.pk, mine.case = new_id(), case
    for name, said in words.items():
        if said is not None:
            seal_with(box, mine, name, _about(said, told))
    return (number, row.pk, mine.pk, *(getattr(mine, name) for name in words))


def _about(said: Any, told: Iterable[tuple[str, str]]) -> Any:
    """The same words about somebody else."""
    if isinstance(said, dict):
        return {name: _about(value, told) for name, value in said.items()}
    if isinstance(said, list):
        return [_about(value, told) for value in said]
    if isinstance(said, str):
        for theirs, ours in told:
            if theirs:
                said = said.replace(theirs, ours)
    return said


def _unused(code: str, count: int) -> list[str]:
    """There are 28 million of them: of ten thousand at once some are drawn twice."""
    drawn: set[str] = set()
    while len(drawn) < count:
        some = {new_reference(code) for _ in range(count - len(drawn))} - drawn
        taken = Case.objects.filter(reference__in=some).values_list("reference", flat=True)
        drawn |= some - set(taken)
    return sorted(drawn)


def _sealed(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if isinstance(one, SealedField)]


def _own(model: type[models.Model]) -> str:
    return f"fresh_{model._meta.db_table}"


def _table(cursor: CursorWrapper, name: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """A table of this transaction with these rows, by COPY."""
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
    lines = ("\t".join(map(_text, row)) + "\n" for row in rows)
    cursor.copy_expert(f"COPY {name} FROM STDIN", StringIO("".join(lines)))
    cursor.execute(f"ANALYZE {name}")


def _text(value: Any) -> str:
    """As COPY reads it. Nothing here holds a tab or a line break."""
    if value is None:
        return "\\N"
    return f"\\\\x{bytes(value).hex()}" if isinstance(value, bytes | memoryview) else str(value)


def _insert(
    cursor: CursorWrapper,
    model: type[models.Model],
    which: str,
    *,
    beside: str = "fresh",
    on: str = "",
    order: str = "",
    **new: str,
) -> None:
    """Each row that fits, once for each row beside it, with other values in these columns."""
    columns = [
        str(field.column)
        for field in model._meta.concrete_fields
        if field.column in new or not isinstance(field, models.AutoField)
    ]
    taken = [new.get(name, f'old."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    joined = f"JOIN ({beside}) ON {on} = old.id" if on else f"CROSS JOIN {beside}"
    rows = f"(SELECT * FROM {table} WHERE {which}) old {joined}"  # noqa: S608
    sorted_by = f"ORDER BY number, old.{order}" if order else ""
    # Names of columns and keys of rows, all of them ours.
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(taken)} FROM {rows} {sorted_by}"  # noqa: S608
    )
