"""A chain as lines that somebody else's program can check. docs/security.md has the format."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from .walking import rows

COLUMNS = ("company", "seq", "at", "event", "subject", "actor", "facts")


def lines(company_id: int) -> Iterator[str]:
    """A line a row, in order, as the table holds it: nothing is checked here."""
    with transaction.atomic():
        for row in rows(company_id):
            yield json.dumps(as_fields(row), separators=(",", ":"))


def as_fields(row: tuple[Any, ...]) -> dict[str, Any]:
    *values, prev, digest = row
    fields = dict(zip(COLUMNS, values, strict=True))
    return fields | {"prev": bytes(prev).hex(), "digest": bytes(digest).hex()}
