"""The cases behind a number, as the end of an address: which figure, of whom and of which days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import QuerySet

from dsar.cases.models import Case
from dsar.companies.models import Company

from .california_figures import FIGURES_OF_CALIFORNIA
from .document import Cell
from .figures import FIGURES, Figure
from .scope import Scope, last_full_month, last_of, latest_today

# What narrows a figure down, with the column it is about; a ground's is the figure's own.
COLUMNS = {"right": "right", "channel": "channel"}


class NoSuchNumber(ValueError):
    """No report leads to this address."""


@dataclass(frozen=True)
class Behind:
    figure: Figure
    scope: Scope
    narrowed: Mapping[str, str]

    @property
    def cases(self) -> QuerySet[Case]:
        found = self.scope.cases.filter(self.figure.where(self.scope))
        for name, value in self.narrowed.items():
            found = found.filter(**{COLUMNS.get(name, self.figure.ground): value})
        return found

    @property
    def query(self) -> str:
        return query_of(self.scope, self.narrowed)


def query_of(scope: Scope, narrowed: Mapping[str, str], company: Company | None = None) -> str:
    return urlencode(
        {
            "from": scope.first.isoformat(),
            "to": scope.last.isoformat(),
            **({"company": company.slug} if company else {}),
            **({"cases": "invented"} if scope.invented else {}),
            **narrowed,
        }
    )


def number(
    count: int,
    code: str,
    scope: Scope,
    *,
    company: Company | None = None,
    text: str = "",
    **narrowed: str,
) -> Cell:
    """The number, leading to its cases; nothing is behind a nought."""
    if company is None and len(scope.companies) == 1:
        company = scope.companies[0]
    behind = f"{code}/?{query_of(scope, narrowed, company)}" if count else ""
    return Cell(text or str(count), behind)


def read(
    code: str, given: Mapping[str, str], *, companies: Sequence[Company], now: datetime
) -> Behind:
    """What such an address means for somebody with these companies; without days, the last full
    month. Raises NoSuchNumber."""
    figure = FIGURES.get(code) or FIGURES_OF_CALIFORNIA.get(code)
    wanted = given.get("company", "")
    chosen = tuple(one for one in companies if wanted in ("", one.slug))
    names = [*COLUMNS, *(["ground"] if figure and figure.ground else [])]
    if figure is None or not chosen:
        raise NoSuchNumber(code)
    month = last_full_month(latest_today(chosen, now))
    try:
        first = date.fromisoformat(given.get("from") or month.isoformat())
        last = date.fromisoformat(given.get("to") or last_of(month).isoformat())
    except ValueError:
        raise NoSuchNumber(code) from None
    scope = Scope(chosen, first, last, now, invented=given.get("cases") == "invented")
    narrowed = {name: given[name] for name in names if given.get(name)}
    return Behind(figure, scope, narrowed)
