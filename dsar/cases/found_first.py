"""Which rows first, and what stands beside them only then, in one statement.

PostgreSQL puts no more than eight tables of a statement in an order of its own. A list of cases
joins eleven, so what is written behind them is looked at last, when every case there is was joined
with all that belongs to it: seconds at a million. An array that is filled beforehand is a condition
on the case's own row, and its rows are looked up.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.where import WhereNode

from .models import Case


class AmongFound(Func):
    """The field holds one of the values that the query finds."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()

    def __init__(self, field: str, query: QuerySet[Any, Any]) -> None:
        super().__init__(F(field), ArraySubquery(query))


def first_of(cases: QuerySet[Case], number: int) -> QuerySet[Case]:
    """The first so many in their order, with whatever they are read with."""
    found = cases.select_related(None).prefetch_related(None).values("pk")[:number]
    rows = cases.all()
    rows.query.where = WhereNode()  # what was found meets the conditions
    return rows.filter(AmongFound("pk", found))
