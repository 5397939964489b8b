"""What must hold after every experiment, by the numbers of the reliability plan.

Looked at from outside: with SQL of its own, and with what the mail server wrote down.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.utils import timezone

from dsar.audit.verifying import verify
from dsar.outbox.ids import message_id, webhook_id

OVERDUE = timedelta(minutes=10)
LOOKED: set[str] = set()  # which of the two scripts the experiment that runs has asked itself

# Reminders whose time has come and nobody was told; notices that no mail was owed for; and each
# message neither sent, nor given up visibly, nor dropped because its reason is gone.
UNTOLD = """
SELECT 'reminder ' || r.id FROM deadlines_reminder r
    JOIN deadlines_clock c ON c.id = r.clock_id
    JOIN cases_case k ON k.clock_id = c.id
    WHERE k.status <> 'closed' AND k.released_at IS NULL AND c.stopped_on IS NULL
    AND (r.taken_at IS NULL AND r.at <= %(now)s OR r.taken_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM cases_notice n WHERE n.key = 'reminder:' || r.id))
UNION ALL SELECT 'notice ' || id FROM cases_notice WHERE by_mail AND mailed_at IS NULL
UNION ALL SELECT 'message ' || key FROM outbox_message WHERE state = 'queued' AND due_at <= %(now)s
"""
# The same, but only what is later than ten minutes.
OVERDUE_ROWS = """
SELECT 'reminder ' || r.id FROM deadlines_reminder r
    JOIN deadlines_clock c ON c.id = r.clock_id
    WHERE r.taken_at IS NULL AND c.stopped_on IS NULL AND r.at < %(late)s
UNION ALL SELECT 'notice ' || id FROM cases_notice
    WHERE by_mail AND mailed_at IS NULL AND raised_at < %(late)s
UNION ALL SELECT 'message ' || key FROM outbox_message WHERE state = 'queued' AND due_at < %(late)s
"""
NEEDLESS = """
SELECT 'message ' || m.key FROM outbox_message m JOIN cases_case k ON k.id::text = m.reason_subject
    WHERE m.reason_name = 'case-open' AND m.state = 'sent' AND m.sent_at > k.closed_at
UNION ALL SELECT 'reminder ' || r.id FROM deadlines_reminder r
    JOIN deadlines_clock c ON c.id = r.clock_id
    WHERE r.taken_at IS NULL AND (r.kind LIKE 'due-%%' OR r.kind LIKE 'overdue-%%')
    AND (c.due_on IS NULL OR c.stopped_on IS NOT NULL)
"""
# What says which case it is of in another way than by a key of the database.
OF_ANOTHER_COMPANY = """
SELECT 'clock ' || c.id FROM deadlines_clock c
    JOIN cases_case k ON k.clock_id = c.id WHERE c.company_id <> k.company_id
UNION ALL SELECT 'message ' || m.key FROM outbox_message m JOIN cases_case k
    ON k.id::text = m.reason_subject AND m.reason_name = 'case-open'
    WHERE m.company_id <> k.company_id
"""
# Every table whose rows are a company's, whoever added it. In the chain 0 is the installation.
TABLES_OF_COMPANIES = """
SELECT quote_ident(c.relname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attname = 'company_id' AND NOT a.attisdropped AND c.relkind = 'r'
    AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'audit_event'
"""
# Every key from such a table to another: child, its column, parent, its column.
KEYS_BETWEEN_THEM = """
SELECT DISTINCT quote_ident(own.relname), quote_ident(a.attname), quote_ident(other.relname),
    quote_ident(b.attname)
    FROM pg_constraint k CROSS JOIN unnest(k.conkey, k.confkey) AS pair (here, there)
    JOIN pg_class own ON own.oid = k.conrelid JOIN pg_class other ON other.oid = k.confrelid
    JOIN pg_attribute a ON a.attrelid = own.oid AND a.attnum = pair.here
    JOIN pg_attribute b ON b.attrelid = other.oid AND b.attnum = pair.there
    WHERE k.contype = 'f' AND a.attname <> 'company_id'
    AND quote_ident(own.relname) = ANY (%(tables)s)
    AND quote_ident(other.relname) = ANY (%(tables)s)
"""


class Outside(Protocol):
    """Whoever wrote down under which ids mails and webhooks arrived."""

    @property
    def ids(self) -> Iterable[str]: ...


def broken(sink: Outside, *, now: datetime | None = None) -> list[str]:
    """Each broken rule with its number and the first rows that break it; empty when all hold."""
    LOOKED.add(__name__)
    now = now or timezone.now()
    found = {
        "3 the audit chain verifies": _chains(),
        "4 what was due is out, or visibly failed": _rows(UNTOLD, now),
        "5 nothing is overdue by ten minutes": _rows(OVERDUE_ROWS, now),
        "6 nothing leaves for what is closed, stopped or paused": _rows(NEEDLESS, now),
        "7 what arrived is what the outbox sent": _ids(sink),
        "9 every row has its company, and its parent's": [
            *_rows(OF_ANOTHER_COMPANY, now),
            *_of_nobody_or_another(),
        ],
    }
    return [f"{rule}: {', '.join(rows[:5])}" for rule, rows in found.items() if rows]


def _chains() -> list[str]:
    return [
        f"company {report.company_id}: {problem.what}"
        for report in verify()
        for problem in report.problems
    ]


def _rows(query: str, now: datetime) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"now": now, "late": now - OVERDUE})
        return [row for (row,) in cursor.fetchall()]


def _of_nobody_or_another() -> Iterator[str]:
    """Each table with a row whose company is none, and each key with one that leads elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES_OF_COMPANIES)
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute(KEYS_BETWEEN_THEM, {"tables": tables})
        keys = cursor.fetchall()
        for table in tables:
            cursor.execute(
                f"SELECT 1 FROM {table} r WHERE company_id IS NOT NULL AND NOT EXISTS "
                "(SELECT FROM companies_company WHERE id = r.company_id) LIMIT 1"
            )
            if cursor.fetchone():
                yield f"{table} of no company"
        for child, column, parent, key in keys:
            cursor.execute(
                f"SELECT 1 FROM {child} r JOIN {parent} p ON p.{key} = r.{column} "
                "WHERE p.company_id <> r.company_id LIMIT 1"
            )
            if cursor.fetchone():
                yield f"{child}.{column} of another company"


def _ids(sink: Outside) -> list[str]:
    """Both ways: what we do not know of, and a row marked as sent that nobody got."""
    sent = {message_id(row) if way == "email" else webhook_id(row) for row, way in _sent()}
    arrived = set(sink.ids)
    return [
        *(f"{name} arrived and was not sent" for name in sorted(arrived - sent)),
        *(f"{name} was sent and did not arrive" for name in sorted(sent - arrived)),
    ]


def _sent() -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, channel FROM outbox_message WHERE state = 'sent'")
        return cursor.fetchall()
