"""Reading what happened."""

from django.db import connection
from django.db.models import QuerySet

from .models import Event

GUARDS = ("audit_append", "audit_no_change", "audit_no_truncate")


def history(company_id: int, subject: str) -> QuerySet[Event]:
    """All that happened to one case, in order."""
    return Event.objects.filter(company_id=company_id, subject=subject).order_by("seq")


def ends() -> dict[int, tuple[int, bytes]]:
    """Of each company with events the number and the digest of its last one.

    From end to end of the index: what is asked every few seconds may not count every event.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE company(id) AS (
                SELECT min(company_id) FROM audit_event
                UNION ALL
                SELECT (SELECT min(company_id) FROM audit_event WHERE company_id > company.id)
                    FROM company WHERE company.id IS NOT NULL
            )
            SELECT company.id, last.seq, last.digest FROM company, LATERAL (
                SELECT seq, digest FROM audit_event WHERE company_id = company.id
                    ORDER BY seq DESC LIMIT 1
            ) AS last
            """
        )
        return {company: (seq, bytes(digest)) for company, seq, digest in cursor.fetchall()}


def guards_off() -> list[str]:
    """The triggers of the table that are missing or do not always fire; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'A'",
            [Event._meta.db_table],
        )
        standing = {name for (name,) in cursor.fetchall()}
    return [name for name in GUARDS if name not in standing]
