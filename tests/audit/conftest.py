from datetime import UTC, datetime
from typing import Any

from django.db import connection

from dsar.audit.operations import record

NOW = datetime(2026, 11, 2, 9, 30, 0, 123_456, tzinfo=UTC)
ACME, GLOBEX = 1, 2


def happen(event: str = "case.received", **given: Any) -> None:
    given = {"company_id": ACME, "subject": "ACME-1", "actor": "user:7", "now": NOW} | given
    record(event=event, **given)


def sql(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
