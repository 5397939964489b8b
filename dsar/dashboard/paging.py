"""Pages by key: the thousandth costs what the first does, and nothing is skipped between two.

No offset and no count. The key of the last row seen stands in the address.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from dsar.cases.found_first import first_of
from dsar.cases.models import Case

SIZE = 50


@dataclass(frozen=True)
class Key:
    """The row to go on after. `due_on` is None behind the dated ones, and in other orders."""

    due_on: date | None
    created_at: datetime
    pk: UUID

    def __str__(self) -> str:
        due = self.due_on.isoformat() if self.due_on else ""
        return f"{due}_{self.created_at.isoformat()}_{self.pk.hex}"


@dataclass(frozen=True)
class Page:
    rows: list[Case]
    after: Key | None
    """Where the next page begins; None on the last."""


def read_key(text: str) -> Key:
    """Raises ValueError for what is no key."""
    due, created, pk = text.split("_")
    created_at = datetime.fromisoformat(created)
    if created_at.tzinfo is None:
        raise ValueError("a key needs a moment with its time zone")
    return Key(date.fromisoformat(due) if due else None, created_at, UUID(hex=pk))


def by_urgency(cases: QuerySet[Case], after: Key | None) -> Page:
    """What has a running due date, earliest first; then what has none, oldest first."""
    rows: list[Case] = []
    if after is None or after.due_on:
        dated = cases.filter(clock__stopped_on__isnull=True, clock__due_on__isnull=False)
        if after and after.due_on:
            # The plain comparison first: it is what an index can start from.
            dated = dated.filter(clock__due_on__gte=after.due_on).filter(
                Q(clock__due_on__gt=after.due_on) | _behind(after)
            )
        rows = list(first_of(dated.order_by("clock__due_on", "created_at", "pk"), SIZE + 1))
    if len(rows) <= SIZE:
        undated = cases.filter(Q(clock__stopped_on__isnull=False) | Q(clock__due_on__isnull=True))
        if after and not after.due_on:
            undated = undated.filter(_behind(after))
        rows += first_of(undated.order_by("created_at", "pk"), SIZE + 1 - len(rows))
    return _page(rows, dated=True)


def newest_first(cases: QuerySet[Case], after: Key | None) -> Page:
    if after:
        cases = cases.filter(created_at__lte=after.created_at).filter(
            Q(created_at__lt=after.created_at) | Q(pk__lt=after.pk)
        )
    found = first_of(cases.order_by("-created_at", "-pk"), SIZE + 1)
    return _page(list(found), dated=False)


def _behind(after: Key) -> Q:
    return Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)


def _page(rows: list[Case], *, dated: bool) -> Page:
    if len(rows) <= SIZE:
        return Page(rows, None)
    last = rows[SIZE - 1]
    running = dated and last.clock.stopped_on is None
    return Page(rows[:SIZE], Key(last.clock.due_on if running else None, last.created_at, last.pk))
