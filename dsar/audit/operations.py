"""Writing down what happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dsar.failpoints import reach
from dsar.rows import add_all

from .models import Event


def record(
    *,
    company_id: int,
    event: str,
    subject: str,
    actor: str,
    now: datetime,
    facts: Mapping[str, Any] = {},
) -> None:
    """The event stands at the end of the company's chain if the caller's transaction commits.

    `event` is a `noun.past-participle`, `subject` a case's reference, `facts` holds no personal
    data. Until that commit no other event of this company can be added, so record last.
    """
    record_all([entry(company_id, event, subject=subject, actor=actor, now=now, facts=facts)])


def record_all(entries: Sequence[Event]) -> None:
    """The same for several at once, in this order, with one statement."""
    add_all(entries)
    reach("in-audit")


def entry(
    company_id: int,
    event: str,
    *,
    subject: str,
    actor: str,
    now: datetime,
    facts: Mapping[str, Any] = {},
) -> Event:
    """One for `record_all`; not in the chain yet."""
    if now.tzinfo is None:
        raise ValueError("an event needs a moment with its time zone")
    return Event(
        company_id=company_id,
        event=event,
        subject=subject,
        actor=actor,
        at=now,
        facts=dict(facts),
    )
