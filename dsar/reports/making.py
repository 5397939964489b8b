"""A whole report: the figures, and what people wrote beside them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from dsar.cases.dates import in_words
from dsar.cases.errors import NotAllowed

from . import counting, signing, six_weeks
from .document import Cell, Report, Table
from .lateness import explained
from .models import SignedReport
from .month import how_late, report_of
from .policy_problems import table_of as problems_table
from .scope import Scope
from .signing import sign
from .six_weeks import Day

NO_REASON = "No reason written yet"
WORDS = "What we change"
CHANGED = (
    "Nothing was signed now: the report has changed, or was signed, since this page was opened. "
    "This is how it stands; read it again before you sign."
)


def whole(scope: Scope, weeks: list[list[Day]] | None = None) -> Report:
    """All that is shown. `weeks`: the six of the calendar, if they are known."""
    known = weeks or six_weeks.six_weeks(scope)
    return report_of(scope, tables=[six_weeks.table_of(known), _late(scope), problems_table(scope)])


def lasting(scope: Scope) -> Report:
    """What a signature stands under: without the words about a case, which could not be erased
    with it (Art 17)."""
    return _lasting(whole(scope))


def _lasting(made: Report) -> Report:
    tables = [_without_words(table) if table.code == "late" else table for table in made.tables]
    return replace(made, tables=tuple(tables))


def as_it_stands(scope: Scope, shown: Report | None = None) -> str:
    """A digest of the report as it is shown, and of the version that is each company's newest."""
    newest = {
        str(company.pk): signing.newest_version(company.pk, scope.first, invented=scope.invented)
        for company in scope.companies
    }
    made = _lasting(shown or whole(scope))
    return signing.digest_of({"newest": newest, "report": made.to_json()})


@transaction.atomic
def sign_each(
    *, scope: Scope, read: str, note: str, actor: str, now: datetime
) -> Sequence[SignedReport]:
    """The month's report of each company, signed on its own: one may be read without the others.

    `read`: what stood, as `as_it_stands` says it, when it was read. Raises NotAllowed if anything
    is different by now.
    """
    signing.lock([company.pk for company in scope.companies])
    if read != as_it_stands(scope):
        raise NotAllowed(CHANGED)
    return [
        sign(
            company_id=one.companies[0].pk,
            month=scope.first,
            invented=scope.invented,
            report=lasting(one),
            note=note,
            actor=actor,
            now=now,
        )
        for one in _each(scope)
    ]


def _each(scope: Scope) -> list[Scope]:
    return [replace(scope, companies=(company,)) for company in scope.companies]


def _late(scope: Scope) -> Table:
    cases = counting.late_cases(scope)
    reasons = explained(cases)
    rows = []
    for case in cases:
        found = reasons.get(case.pk)
        rows.append(
            (
                Cell(case.reference, case=case.reference),
                Cell(case.company.name),
                Cell(in_words(case.clock.due_on)),
                Cell(how_late(case)),
                Cell(found[0].get_reason_display() if found else NO_REASON),
                Cell(found[1] if found else ""),
            )
        )
    head = ("Case", "Company", "Due", "Late", "Why", WORDS)
    return Table("late", "Late cases", head, tuple(rows))


def _without_words(late: Table) -> Table:
    left_out = late.head.index(WORDS)
    rows = tuple(row[:left_out] + row[left_out + 1 :] for row in late.rows)
    return replace(late, head=late.head[:left_out] + late.head[left_out + 1 :], rows=rows)
