"""Counting cases: one statement for each table of a report, however many cases there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet, Sum

from deadlines.events import EXTEND
from deadlines.models import Clock
from dsar.cases.models import Case
from dsar.companies.models import Company

from .figures import EXCLUDED, FIGURES, OF_THE_TABLE, Figure
from .scope import Scope


class Percentile(Aggregate):
    """The smallest value that so large a part of them does not exceed; None of none."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class Median(Percentile):
    """Between the two in the middle where their number is even, as statisticians take it."""

    function = "PERCENTILE_CONT"


@dataclass(frozen=True)
class Row:
    """The figures of one company, or of all together where `company` is None."""

    company: Company | None
    counts: Mapping[str, int]
    median: int | None
    """Days from receipt to answer that half of those answered did not exceed."""
    ninetieth: int | None
    paused_days: int
    oldest: int | None
    """Days since the receipt of the oldest open case."""


def by_company(scope: Scope) -> list[Row]:
    """A row for each company, by name, and one of all together at the end."""
    cases = _counted(scope)
    found = {row["company"]: row for row in cases.values("company").annotate(**_all(scope))}
    rows = [_row(scope, company, found.get(company.pk, {})) for company in scope.companies]
    return [*rows, _row(scope, None, cases.aggregate(**_all(scope)))]


def _counted(scope: Scope) -> QuerySet[Case]:
    """Those that any figure of the table can count: received, stopped or extended in the period, or
    open. Each is found by an index, so that a month is read and not all the years before it."""
    clocks = Clock.objects.filter(company_id__in=[one.pk for one in scope.companies]).order_by()
    days = (scope.first, scope.last)
    parts = (
        clocks.filter(received_on__range=days),
        clocks.filter(stopped_on__range=days),
        clocks.filter(stopped_on=None),
        clocks.filter(events__kind=EXTEND, events__on__range=days),
    )
    first, *others = (part.values("pk") for part in parts)
    return scope.cases.filter(clock__in=first.union(*others))


def by_ground(scope: Scope, figure: Figure) -> dict[tuple[int, str], int]:
    """How many by company and ground."""
    cases = scope.cases.filter(figure.where(scope))
    grouped = cases.values_list("company", figure.ground).annotate(count=Count("pk"))
    return {(company, ground): count for company, ground, count in grouped.order_by()}


def received_by(scope: Scope, column: str) -> dict[tuple[int, str], int]:
    """How many were received, by company and right, or channel."""
    cases = scope.cases.filter(FIGURES["received"].where(scope))
    grouped = cases.values_list("company", column).annotate(count=Count("pk"))
    return {(company, value): count for company, value, count in grouped.order_by()}


def late_cases(scope: Scope) -> list[Case]:
    """Those answered late and those overdue, the longest waiting first."""
    cases = _counted(scope).filter(FIGURES["late"].where(scope))
    return list(cases.select_related("company", "clock").order_by("clock__received_on", "pk"))


def _all(scope: Scope) -> dict[str, Any]:
    answered = FIGURES["answered"].where(scope)
    took = F("clock__stopped_on") - F("clock__received_on")
    return {
        **_counts(scope, OF_THE_TABLE),
        "median": Percentile(took, part=0.5, filter=answered),
        "ninetieth": Percentile(took, part=0.9, filter=answered),
        "paused_days": Sum(EXCLUDED, filter=answered),
        "oldest": Min("clock__received_on", filter=FIGURES["open"].where(scope)),
    }


def _counts(scope: Scope, codes: Iterable[str]) -> dict[str, Count]:
    return {_name(code): Count("pk", filter=FIGURES[code].where(scope)) for code in codes}


def _row(scope: Scope, company: Company | None, found: Mapping[str, Any]) -> Row:
    def days(name: str) -> int | None:
        took: timedelta | None = found.get(name)
        return None if took is None else took.days

    oldest: date | None = found.get("oldest")
    today = max(
        day for day, ids in scope.by_today().items() if company is None or company.pk in ids
    )
    return Row(
        company=company,
        counts={code: found.get(_name(code), 0) for code in OF_THE_TABLE},
        median=days("median"),
        ninetieth=days("ninetieth"),
        paused_days=found.get("paused_days") or 0,
        oldest=(today - oldest).days if oldest else None,
    )


def _name(code: str) -> str:
    """As PostgreSQL's columns are called."""
    return f"n_{code.replace('-', '_')}"


def has_cases(scope: Scope) -> bool:
    """Whether anything happened in the period, or is open."""
    some = Q()
    for code in ("received", "ended", "open"):
        some |= FIGURES[code].where(scope)
    return scope.cases.filter(some).exists()
