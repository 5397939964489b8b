"""What ought to have been done by now and was not. Upper floors register what they owe."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Count, Min, Q, QuerySet

from dsar.outbox.models import BY_MACHINE, Channel, Message, State


@dataclass(frozen=True)
class Overdue:
    count: int = 0
    oldest: datetime | None = None  # since when the oldest is owed

    def seconds(self, *, now: datetime) -> float:
        """The age of the oldest, 0 where nothing is overdue."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


class Look(Protocol):
    """At all companies, or at some of them."""

    def __call__(self, *, now: datetime, company_ids: Collection[int] | None) -> Overdue: ...


_LOOKS: dict[str, Look] = {}


def register(kind: str, look: Look) -> None:
    _LOOKS[kind] = look


def overdue(*, now: datetime, company_ids: Collection[int] | None = None) -> dict[str, Overdue]:
    """By kind. What is owed only since a moment ago is among it: the next sweep will have it."""
    return {kind: look(now=now, company_ids=company_ids) for kind, look in _LOOKS.items()}


def told(rows: QuerySet[Any], since: str, company_ids: Collection[int] | None) -> Overdue:
    """For rows that have a company and, in the column `since`, the moment they are owed from."""
    mine = rows if company_ids is None else rows.filter(company_id__in=company_ids)
    return Overdue(**mine.aggregate(count=Count("pk"), oldest=Min(since)))


def _messages(*, now: datetime, company_ids: Collection[int] | None) -> Overdue:
    # A callback is best effort: that an agent's own machine is away is nothing to be woken for.
    owed = Message.objects.exclude(channel=Channel.CALLBACK)
    # Nor for a company's own system that does not answer; one that nobody tried is our fault.
    failing = Q(channel__in=BY_MACHINE) & (Q(attempts__gt=0) | ~Q(last_error=""))
    waiting = owed.filter(~failing, state=State.QUEUED, due_at__lte=now)
    return told(waiting, "due_at", company_ids)


register("outbox", _messages)
