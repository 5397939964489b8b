"""What must hold besides, where every case came in through a door.

Copies of cases (tests/many.py) have no history of their own and stay shut: not for those.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

from dsar.cases.restored import look
from dsar.vault.fields import SealedField
from dsar.vault.models import CompanyKey
from dsar.vault.operations import RootKeyError, Shredded, Unreadable, unseal
from tests.faults.invariants import LOOKED

# A case was received once; whatever says when something was done to it, its own row, its clock or
# what somebody approved, has an event of that very moment.
UNTOLD = """
SELECT reference FROM cases_case k WHERE 1 <> (
    SELECT count(*) FROM audit_event e WHERE e.subject = k.reference AND e.event = 'case.received')
UNION ALL SELECT reference || ' at ' || done.at FROM cases_case k,
    LATERAL (
        VALUES (k.closed_at), (k.released_at), (k.erased_at), (k.identity_settled_at),
            (k.contact_confirmed_at)
        UNION ALL SELECT unnest(ARRAY[asked_at, approved_at, ended_at])
            FROM cases_approval a WHERE a.case_id = k.id
        UNION ALL SELECT recorded_at FROM deadlines_clockevent c WHERE c.clock_id = k.clock_id
    ) AS done (at)
    WHERE done.at IS NOT NULL AND NOT EXISTS (
        SELECT FROM audit_event e WHERE e.subject = k.reference AND e.at = done.at)
"""
ALONE = """
SELECT reference FROM cases_case k LEFT JOIN cases_approval a ON a.id = k.release_approval_id
    WHERE k.released_at IS NOT NULL AND (k.identity_settled_at IS NULL OR a.id IS NULL
    OR a.approved_by = '' OR a.alone_because = '' AND a.prepared_by ? a.approved_by)
"""
BYTES_LEFT = """
SELECT 'file ' || id FROM vault_sealedfile WHERE destroyed_at IS NOT NULL AND stored_as <> ''
UNION ALL SELECT 'file ' || id FROM vault_sealedfile WHERE destroyed_at IS NOT NULL
    AND wrapped IS NOT NULL
"""
TABLES = """
SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# Bytes stand in the text of a row as hexadecimal digits, where no word is found.
BYTES = """
SELECT quote_ident(c.relname) || '.' || quote_ident(a.attname)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND a.atttypid = 'bytea'::regtype AND NOT a.attisdropped
"""


def broken(*, told: Iterable[str] = (), words: Iterable[str] = ()) -> list[str]:
    """As `invariants.broken`. `told`: references that somebody was given; `words`: what only
    requesters said, which may lie nowhere in clear."""
    LOOKED.add(__name__)
    found = {
        "1 each reference that was told has a case": sorted(set(told) - set(_column(
            "SELECT reference FROM cases_case"
        ))),
        "2 each case has an event for what was done to it": _column(UNTOLD),
        "8 no answer is out unproved or alone": _column(ALONE),
        "10 what is sealed opens, or was shredded": [*look().problems, *_not_opening()],
        "11 no bytes are left of what was destroyed": _column(BYTES_LEFT),
        "12 nobody's words lie in clear": [*_in_clear(list(words))],
    }  # fmt: skip
    return [f"{rule}: {', '.join(map(str, rows[:5]))}" for rule, rows in found.items() if rows]


def _in_clear(words: list[str]) -> Iterator[str]:
    """Each word in each table, and in each column of bytes, whoever added it and when."""
    for table in _column(TABLES):
        for word in words:
            if _column(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", f"%{word}%"):
                yield f"{word} in {table}"
    for column in _column(BYTES):
        table, _, name = column.partition(".")
        for word in words:
            query = f"SELECT 1 FROM {table} WHERE position(%s::bytea IN {name}) > 0 LIMIT 1"
            if _column(query, word.encode()):
                yield f"{word} in {column}"


def _not_opening() -> Iterator[str]:
    """Each sealed field of each table that holds anything but what was sealed for it there."""
    for model in apps.get_models():
        fields = [one.name for one in model._meta.fields if isinstance(one, SealedField)]
        for row in _with_keys(model) if fields else ():
            for field in fields:
                if getattr(row, field) is not None and not _opens(row, field):
                    yield f"{model._meta.db_table}.{field} of {row.pk}"


def _with_keys(model: type[Model]) -> Iterator[Model]:
    """Its rows; each company's key is read and opened once."""
    own = any(one.name == "data_key" for one in model._meta.fields)
    found = model._default_manager.select_related(f"{'' if own else 'case__'}data_key__company_key")
    known: dict[int, CompanyKey] = {}
    for row in found.iterator(chunk_size=500):
        key = row.data_key
        key.company_key = known.setdefault(key.company_key_id, key.company_key)
        yield row


def _opens(row: Model, field: str) -> bool:
    try:
        unseal(row, field)
    except Shredded:
        return True
    except (RootKeyError, Unreadable):
        return False
    return True


def _column(query: str, *values: object) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return [row for (row,) in cursor.fetchall()]
