"""Reminders as plain rows, thousands in one statement: neither written nor claimed one by one."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.db.models import QuerySet

from .hours import Hours
from .ladders import kind_of, moments
from .models import Reminder


class Row(NamedTuple):
    """A reminder of some clock, not saved."""

    kind: str
    on: date
    at: datetime
    by: datetime | None
    audience: tuple[str, ...]
    channels: tuple[str, ...]
    every: int


# By office, rung, limit and days: the same for all clocks that are due together.
Known = dict[tuple[int, int, date, int], Row]


class Dates(NamedTuple):
    """What a ladder asks of a clock."""

    state: str
    due_on: date | None
    target_on: date | None
    acknowledge_by: date | None
    notice_by: date | None
    refuse_by: date | None
    extended: bool
    stopped_on: date | None


class Taken(NamedTuple):
    """A reminder that is being taken, and the dates of its clock."""

    pk: int
    clock_id: int
    company_id: int
    kind: str
    on: date
    at: datetime
    audience: tuple[str, ...]
    channels: tuple[str, ...]
    every: int
    clock: Dates


class ToBeTold(Protocol):
    @property
    def audience(self) -> Sequence[str]: ...
    @property
    def channels(self) -> Sequence[str]: ...
    @property
    def every(self) -> int: ...


_ADD = """
    INSERT INTO deadlines_reminder
        (clock_id, company_id, kind, "on", at, by, audience, channels, every)
    SELECT clock, company, kind, day, at, by, audience, channels, every
    FROM json_to_recordset(%s) AS row (
        clocks bigint[], company bigint, kind text, day date, at timestamptz, by timestamptz,
        audience jsonb, channels jsonb, every smallint
    ), unnest(clocks) AS clock
    ORDER BY clock
    ON CONFLICT DO NOTHING
"""
_CLAIM = """
    WITH claimed AS ({due})
    UPDATE deadlines_reminder AS r SET taken_at = %s
    FROM claimed, deadlines_clock AS c
    WHERE r.id = claimed.id AND c.id = r.clock_id
    RETURNING r.id, r.clock_id, r.company_id, r.kind, r."on", r.at, r.audience::text,
        r.channels::text, r.every, c.state, c.due_on, c.target_on, c.acknowledge_by, c.notice_by,
        c.refuse_by, c.extended, c.stopped_on
"""


def row_of(
    hours: Hours,
    limit: str,
    limit_on: date,
    days: int,
    told: ToBeTold,
    known: Known | None = None,
) -> Row:
    known = {} if known is None else known
    key = id(hours), id(told), limit_on, days
    if key not in known:
        at, by = moments(hours, limit_on, days)
        on = limit_on - timedelta(days=days)
        audience, channels = tuple(told.audience), tuple(told.channels)
        known[key] = Row(kind_of(days, limit), on, at, by, audience, channels, told.every)
    return known[key]


def add(rows: Sequence[tuple[int, int, Row]]) -> None:
    """Rows of these clocks and tenants. What was planned before, and perhaps taken, is not planned
    once more. What many clocks have in common is sent once."""
    clocks: dict[tuple[int, Row], list[int]] = {}
    for clock, company, row in rows:
        clocks.setdefault((company, row), []).append(clock)
    data = [
        {
            "clocks": of,
            "company": company,
            "kind": row.kind,
            "day": row.on.isoformat(),
            "at": row.at.isoformat(),
            "by": row.by and row.by.isoformat(),
            "audience": row.audience,
            "channels": row.channels,
            "every": row.every,
        }
        for (company, row), of in clocks.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [json.dumps(data)])


def claim(due: QuerySet[Reminder], *, now: datetime, limit: int) -> list[Taken]:
    """Take so many of these at most, the longest due first, without those that others hold."""
    first = due.select_for_update(skip_locked=True).order_by("at", "pk").values("id")[:limit]
    sql, params = first.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(due=sql), [*params, now])
        found = [_taken(row) for row in cursor.fetchall()]
    return sorted(found, key=lambda row: (row.at, row.pk))


def _taken(row: tuple[Any, ...]) -> Taken:
    pk, clock_id, company_id, kind, on, at, audience, channels, every, *clock = row
    return Taken(
        pk, clock_id, company_id, kind, on, at, _tuple(audience), _tuple(channels), every,
        Dates(*clock),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _tuple(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
