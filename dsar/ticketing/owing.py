"""A round that owes something for each row that it finds."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from dsar.cases.closed import Closed


class Owe(Protocol):
    def __call__(self, pk: UUID, /, *, now: datetime) -> int:
        """In a transaction of its own; how much was owed."""


def owe_each(
    closed: Closed,
    find: Callable[[], QuerySet[Any]],
    owe: Owe,
    *,
    now: datetime,
    at_once: int,
) -> int:
    """The first rows that `find` finds are done; how much was owed.

    Where some are of a company whose keys do not open, the rows of others come after them in the
    same round, so that no number of such rows keeps everybody else waiting. A row that is not to be
    done must not be found.
    """
    count, known = 0, -1
    while known < len(closed.companies):
        known = len(closed.companies)
        rows = find().exclude(company_id__in=closed.companies).values_list("pk", "company_id")
        for pk, company_id in list(rows[:at_once]):
            with closed.without(company_id):
                count += owe(pk, now=now)
    return count
