"""The report of a month, or of any days: five sentences, and a table behind each picture."""

from collections.abc import Iterable, Mapping
from datetime import date

from dsar.cases.models import Case, Channel
from dsar.companies.models import Company
from dsar.companies.rights import NAMES, OTHER

from . import backlog, counting
from .behind import number
from .counting import Row
from .document import Cell, Report, Table
from .figures import BUCKETS, FIGURES
from .grounds import ground_words
from .scope import Scope

RIGHTS = {**NAMES, OTHER: "Not named yet"}
CHANNELS = dict(Channel.choices)
# Below this many, a share of a hundred says more than there is.
ENOUGH = 20
_OF_COMPANIES = (
    *("received", "answered", "in-law", "in-promise", "started-late", "paused", "extended"),
    *("refused", "refused-part", "nothing-held", "redirected", "withdrawn", "lapsed"),
    *("duplicate", "not-a-request", "complaints", "complaints-acknowledged"),
    "complaints-answered",
)


def month_name(first: date) -> str:
    return f"{first:%B %Y}"


def report_of(scope: Scope, *, tables: Iterable[Table] = ()) -> Report:
    """`tables` stand at its end: what is no number of cases."""
    rows = counting.by_company(scope)
    return Report(
        title=f"Report for {month_name(scope.first)}",
        sentences=_sentences(scope, rows[-1]),
        tables=(
            _companies(scope, rows),
            _grounds(scope),
            _volumes(scope, "right", "By right", RIGHTS),
            _volumes(scope, "channel", "By channel", CHANNELS),
            _ageing(scope, rows),
            backlog.table_of(scope),
            *tables,
        ),
    )


def _sentences(scope: Scope, row: Row) -> tuple[tuple[Cell, ...], ...]:
    def n(code: str) -> Cell:
        return number(row.counts[code], code, scope)

    late = row.counts["late-law"]
    oldest = "" if row.oldest is None else f", oldest {_days(row.oldest)}"
    return (
        (Cell("Received "), n("received"), Cell(".")),
        (Cell("Answered "), n("answered"), Cell(".")),
        (Cell("In time "), n("in-law"), Cell(" of "), n("answered"), Cell(".")),
        (Cell("Late "), n("late-law"), Cell(" (reasons below)." if late else ".")),
        (Cell("Open now "), n("open"), Cell(f"{oldest}.")),
    )


def _companies(scope: Scope, rows: list[Row]) -> Table:
    """A line for each figure, a column for each company and one for all."""
    lines = [(Cell(FIGURES[code].label), *_line(scope, rows, code)) for code in _OF_COMPANIES]
    after = 1 + _OF_COMPANIES.index("in-promise")
    lines[after:after] = [
        (Cell("Median days"), *(_took(scope, row, row.median) for row in rows)),
        (Cell("90th percentile, days"), *(_took(scope, row, row.ninetieth) for row in rows)),
    ]
    after = 1 + next(i for i, line in enumerate(lines) if line[0].text == "Paused")
    lines.insert(
        after,
        (
            Cell("Days paused"),
            *(number(row.paused_days, "paused", scope, company=row.company) for row in rows),
        ),
    )
    return Table("companies", "By company", ("Figure", *_heads(rows)), _shown(lines, rows))


def _line(scope: Scope, rows: list[Row], code: str) -> list[Cell]:
    cells = []
    for row in rows:
        count, of = row.counts[code], row.counts["answered"]
        share = code.startswith("in-") and of >= ENOUGH
        text = f"{count} ({100 * count // of} %)" if share else ""
        cells.append(number(count, code, scope, company=row.company, text=text))
    return cells


def _took(scope: Scope, row: Row, days: int | None) -> Cell:
    if days is None:
        return Cell("–")
    return number(row.counts["answered"], "answered", scope, company=row.company, text=str(days))


def _grounds(scope: Scope) -> Table:
    lines = []
    for code in ("refused", "refused-part"):
        found = counting.by_ground(scope, FIGURES[code])
        lines += _spread(
            scope, code, "ground", found,
            {ground: f"{FIGURES[code].label}: {ground_words(ground)}" for _, ground in found},
        )  # fmt: skip
    return _table_of(scope, "grounds", "Refused, by ground", "Ground", lines)


def _volumes(scope: Scope, column: str, title: str, labels: Mapping[str, str]) -> Table:
    found = counting.received_by(scope, column)
    lines = _spread(scope, "received", column, found, labels)
    return _table_of(scope, f"by-{column}", f"Received, {title.lower()}", title[3:].title(), lines)


def _spread(
    scope: Scope,
    code: str,
    column: str,
    found: Mapping[tuple[int, str], int],
    labels: Mapping[str, str],
) -> list[list[Cell]]:
    """A line for each value there is, in the order of the labels."""
    lines = []
    for value, label in labels.items():
        counts = [found.get((company.pk, value), 0) for company in scope.companies]
        if not any(counts):
            continue
        line = [Cell(label)]
        for company, count in zip(_columns(scope), [*counts, sum(counts)], strict=False):
            line.append(number(count, code, scope, company=company, **{column: value}))
        lines.append(line)
    return lines


def _ageing(scope: Scope, rows: list[Row]) -> Table:
    lines = [(Cell(FIGURES[code].label), *_line(scope, rows, code)) for code in BUCKETS]
    return Table(
        "ageing", "Open cases by days left", ("Days left", *_heads(rows)), _shown(lines, rows)
    )


def _table_of(scope: Scope, code: str, title: str, first: str, lines: list[list[Cell]]) -> Table:
    names = [company.name if company else "All" for company in _columns(scope)]
    return Table(code, title, (first, *names), tuple(map(tuple, lines)))


def _columns(scope: Scope) -> list[Company | None]:
    """One of all together stands only behind several."""
    return [*scope.companies, None] if len(scope.companies) > 1 else [*scope.companies]


def _heads(rows: list[Row]) -> list[str]:
    names = [row.company.name if row.company else "All" for row in rows]
    return names if len(rows) > 2 else names[:1]


def _shown(lines: Iterable[tuple[Cell, ...]], rows: list[Row]) -> tuple[tuple[Cell, ...], ...]:
    """Of one company alone, “all” would say everything twice."""
    width = len(rows) + 1 if len(rows) > 2 else 2
    return tuple(tuple(line[:width]) for line in lines)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def how_late(case: Case) -> str:
    """By how much the answer came after its due date."""
    clock = case.clock
    if clock.stopped_on is None or clock.due_on is None:
        return "Not answered yet"
    law, after = clock.statutory_on, _days((clock.stopped_on - clock.due_on).days)
    if law == clock.due_on:
        return f"Answered {after} after the law's date"
    both = law is not None and law < clock.stopped_on
    return f"Answered {after} after our promise{', and after the law’s date too' if both else ''}"
