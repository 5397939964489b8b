"""Reading what happened."""

from django.db import connection
from django.db.models import QuerySet

from .models import Event

# Each trigger as migration 0002 made it: when it fires (the bits of pg_trigger.tgtype), what it
# calls, and how the hash of that function's text begins.
GUARDS = {
    "audit_append": (7, "audit_append", "85f022966e7cc2da"),
    "audit_no_change": (27, "audit_refuse", "fe5770222fd6b8d6"),
    "audit_no_truncate": (34, "audit_refuse", "fe5770222fd6b8d6"),
}


def history(company_id: int, subject: str) -> QuerySet[Event]:
    """All that happened to one case, in order."""
    return Event.objects.filter(company_id=company_id, subject=subject).order_by("seq")


def end_of(company_id: int) -> int:
    """The number of the company's last event; 0 where nothing has happened."""
    last = Event.objects.filter(company_id=company_id).order_by("-seq")
    return last.values_list("seq", flat=True).first() or 0


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
    """The triggers of the table that are missing, changed or do not always fire."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgname, tgtype, proname,
                left(encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'), 16)
            FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE tgrelid = %s::regclass AND tgenabled = 'A' AND tgqual IS NULL AND tgattr = ''
            """,
            [Event._meta.db_table],
        )
        standing = {name: guard for name, *guard in cursor.fetchall()}
    return [name for name, guard in GUARDS.items() if standing.get(name) != list(guard)]
