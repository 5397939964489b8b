"""The yearly figures of 11 CCR 7102, each number with its cases behind it."""

from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F

from .behind import number
from .california_figures import ASKED, FIGURES_OF_CALIFORNIA, HEADS, PARTS, Asked, of_california
from .california_figures import answered as are_answered
from .counting import Median
from .document import Cell, Report, Table
from .scope import Scope

_TOOK = ExpressionWrapper(
    F("clock__stopped_on") - F("clock__received_on"), output_field=DurationField()
)


def year_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def report_of(scope: Scope) -> Report:
    """A line for each kind of request: how many came, what became of them, and how long it took."""
    lines = [_line(scope, asked) for asked in ASKED]
    head = ("Request", *HEADS, "Median days", "Mean days")
    return Report(
        title=f"Requests under the law of California, {scope.first.year}",
        sentences=(
            (
                Cell(
                    "Of 11 CCR 7102(a). Received: whatever came in the year. Complied with and "
                    "denied: whatever was answered in it, also what came before. Days are counted "
                    "from receipt to the answer."
                ),
            ),
        ),
        tables=(Table("california", "Requests by kind", head, tuple(lines)),),
    )


def has_cases(scope: Scope) -> bool:
    every = tuple(right for asked in ASKED for right in asked.rights)
    return scope.cases.filter(of_california(scope, every)).exists()


def _line(scope: Scope, asked: Asked) -> tuple[Cell, ...]:
    figures = [FIGURES_OF_CALIFORNIA[f"california-{asked.code}-{part}"] for part in PARTS]
    counts = scope.cases.aggregate(
        **{f"n{at}": Count("pk", filter=one.where(scope)) for at, one in enumerate(figures)}
    )
    cells = [number(counts[f"n{at}"], figure.code, scope) for at, figure in enumerate(figures)]
    cases = scope.cases.filter(of_california(scope, asked.rights) & are_answered(scope))
    took = cases.aggregate(median=Median(_TOOK, part=0.5), mean=Avg(_TOOK))
    return (Cell(asked.label), *cells, _days(took["median"]), _days(took["mean"]))


def _days(took: timedelta | None) -> Cell:
    """To a tenth where it is no whole number; a dash where nothing was answered."""
    if took is None:
        return Cell("–")
    days = took / timedelta(days=1)
    return Cell(f"{days:.1f}".removesuffix(".0"))
