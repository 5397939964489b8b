"""Writing down what happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
    if now.tzinfo is None:
        raise ValueError("an event needs a moment with its time zone")
    Event.objects.create(
        company_id=company_id,
        event=event,
        subject=subject,
        actor=actor,
        at=now,
        facts=dict(facts),
    )
