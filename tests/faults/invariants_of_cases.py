"""What must hold besides, where every case came in through a door.

Copies of cases (tests/many.py) have no history of their own and stay shut: not for those.
"""

from collections.abc import Iterable

from django.db import connection

from dsar.cases.restored import look

# A case was received once; what its row says was done to it has an event of that very moment.
UNTOLD = """
SELECT reference FROM cases_case k WHERE 1 <> (
    SELECT count(*) FROM audit_event e WHERE e.subject = k.reference AND e.event = 'case.received')
UNION ALL SELECT reference || ' at ' || done.at FROM cases_case k,
    LATERAL (VALUES (k.closed_at), (k.released_at), (k.erased_at)) AS done (at)
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


def broken(*, told: Iterable[str] = (), words: Iterable[str] = ()) -> list[str]:
    """As `invariants.broken`. `told`: references that somebody was given; `words`: what only
    requesters said, which may lie nowhere in clear."""
    found = {
        "1 each reference that was told has a case": sorted(set(told) - set(_column(
            "SELECT reference FROM cases_case"
        ))),
        "2 each case has an event for what was done to it": _column(UNTOLD),
        "8 no answer is out unproved or alone": _column(ALONE),
        "10 what is sealed opens, or was shredded": look().problems,
        "11 no bytes are left of what was destroyed": _column(BYTES_LEFT),
        "12 nobody's words lie in clear": [
            f"{word} in {table}"
            for table in _column(TABLES)
            for word in words
            if _column(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", f"%{word}%")
        ],
    }  # fmt: skip
    return [f"{rule}: {', '.join(map(str, rows[:5]))}" for rule, rows in found.items() if rows]


def _column(query: str, *values: object) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return [row for (row,) in cursor.fetchall()]
