from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from dsar.audit.operations import record

from .anchored import ACME, Folder, keep_anchors

__all__ = ["ACME"]

NOW = datetime(2026, 11, 2, 9, 30, 0, 123_456, tzinfo=UTC)
GLOBEX = 2


def happen(event: str = "case.received", **given: Any) -> None:
    given = {"company_id": ACME, "subject": "ACME-1", "actor": "user:7", "now": NOW} | given
    record(event=event, **given)


def sql(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def break_audit() -> None:
    """From now on, until the test ends, no event can be written."""
    sql(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'no room' USING ERRCODE = 'XX000'; END $$"
    )
    sql(
        "CREATE TRIGGER zz_no_room BEFORE INSERT ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION no_room()"
    )


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Folder:
    return keep_anchors(tmp_path / "anchors", settings)
