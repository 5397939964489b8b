"""Lets the test runner empty the audit table, which nobody else may.

Tests that commit are cleaned up by a TRUNCATE of all tables. The audit table refuses that, so the
owner of the table switches the one trigger off and on again around it, in the same transaction.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

TABLE, GUARD = "audit_event", "audit_no_truncate"


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_audit_guard() -> Iterator[None]:
    truncate = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, style: Any, tables: Any, **kwargs: Any) -> list[str]:
        statements = truncate(self, style, tables, **kwargs)
        if TABLE not in tables:
            return statements
        off = f"ALTER TABLE {TABLE} DISABLE TRIGGER {GUARD}"
        on = f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {GUARD}"
        return [off, *statements, on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
