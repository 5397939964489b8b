"""What must hold after every experiment, by the numbers of the reliability plan.

Looked at from outside: with SQL of its own, and with what the mail server wrote down.
"""

from collections.abc import Iterable
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
OF_ANOTHER_COMPANY = """
SELECT 'reminder ' || r.id FROM deadlines_reminder r
    JOIN deadlines_clock c ON c.id = r.clock_id WHERE c.company_id <> r.company_id
UNION ALL SELECT 'clock ' || c.id FROM deadlines_clock c
    JOIN cases_case k ON k.clock_id = c.id WHERE c.company_id <> k.company_id
UNION ALL SELECT 'notice ' || n.id FROM cases_notice n
    JOIN cases_case k ON k.id = n.case_id WHERE n.company_id <> k.company_id
UNION ALL SELECT 'escalation ' || e.id FROM cases_escalation e
    JOIN cases_case k ON k.id = e.case_id WHERE e.company_id <> k.company_id
UNION ALL SELECT 'message ' || m.key FROM outbox_message m
    JOIN vault_datakey d ON d.id = m.data_key_id WHERE m.company_id <> d.company_id
UNION ALL SELECT 'message ' || m.key FROM outbox_message m
    LEFT JOIN companies_company c ON c.id = m.company_id WHERE c.id IS NULL
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
        "9 every row has its company, and its parent's": _rows(OF_ANOTHER_COMPANY, now),
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
