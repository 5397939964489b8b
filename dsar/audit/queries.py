"""Reading what happened."""

from django.db import connection
from django.db.models import QuerySet

from .models import Event

GUARDS = ("audit_append", "audit_no_change", "audit_no_truncate")


def history(company_id: int, subject: str) -> QuerySet[Event]:
    """All that happened to one case, in order."""
    return Event.objects.filter(company_id=company_id, subject=subject).order_by("seq")


def guards_off() -> list[str]:
    """The triggers of the table that are missing or do not always fire; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'A'",
            [Event._meta.db_table],
        )
        standing = {name for (name,) in cursor.fetchall()}
    return [name for name in GUARDS if name not in standing]
