"""Walking a chain row by row and saying which one is wrong.

Every digest is computed here anew; nothing that the database computed is believed. What a walk
cannot see is a missing end, or a whole chain written anew: that is what the anchors are for.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, TextField
from django.db.models.functions import Cast

from .chain import GENESIS, digest
from .models import Event

FETCHED_AT_ONCE = 5_000
PROBLEMS_KEPT = 100  # a renumbered chain is wrong in every row; memory has an end


@dataclass(frozen=True)
class Problem:
    """`seq` is the number of the row that is wrong or missing."""

    seq: int
    what: str


@dataclass
class Report:
    """One company's chain: how long it is, how it ends, what is wrong with it.

    `anchors` is None where none are kept; `anchored_to` is the last row that one of them vouches
    for, and `anchored_at` when it did.
    """

    company_id: int
    events: int = 0
    head: bytes = GENESIS
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    anchors: int | None = None
    anchored_to: int = 0
    anchored_at: str = ""

    @property
    def clean(self) -> bool:
        return not self.problems

    def add(self, seq: int, what: str) -> None:
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(Problem(seq, what))
        else:
            self.more_problems += 1


class Microseconds(Func):
    """A moment as the whole number that PostgreSQL keeps, in digits. It also says what Python's
    datetime cannot: a forged year 12000, or infinity, is a wrong row and not a crash."""

    template = "trunc(extract(epoch FROM %(expressions)s) * 1000000)::text"
    output_field = TextField()


def rows(
    company_id: int | None = None, *, after: int = 0, subject: str | None = None
) -> Iterator[tuple[Any, ...]]:
    """Every row that comes after that number, streamed, company by company in order."""
    events = Event.objects.all()
    if company_id is not None:
        events = events.filter(company_id=company_id)
    if after:
        events = events.filter(seq__gt=after)
    if subject is not None:
        events = events.filter(subject=subject)
    columns = ("company_id", "seq", Microseconds(F("at")), "event", "subject", "actor")
    stored = (Cast("facts", TextField()), "prev", "digest")
    ordered = events.order_by("company_id", "seq", "id").values_list(*columns, *stored)
    return ordered.iterator(chunk_size=FETCHED_AT_ONCE)


def walk(
    report: Report,
    rows: Iterable[tuple[Any, ...]],
    *,
    after: int = 0,
    each: Callable[[int, str, bytes], None] = lambda _seq, _at, _digest: None,
) -> None:
    """The report says all that is wrong with these rows. They follow its head, and row `after`.

    `each` is told of every row: number, moment in microseconds, digest as it is stored.
    """
    expected = after + 1
    for company_id, seq, at, event, subject, actor, facts, stored_prev, stored_digest in rows:
        prev, found = bytes(stored_prev), bytes(stored_digest)
        if seq > expected:
            report.add(expected, missing(expected, seq - 1))
        elif seq < expected:
            report.add(seq, f"row {seq} stands in a place already taken")
        elif prev != report.head:
            report.add(seq, f"row {seq} does not follow from row {seq - 1}")
        computed = digest(
            prev=prev,
            company_id=company_id,
            seq=seq,
            at=at,
            event=event,
            subject=subject,
            actor=actor,
            facts=facts,
        )
        if computed != found:
            report.add(seq, f"row {seq} was altered")
        # Go on from what is stored, so that one wrong row is reported once and not to the end.
        report.events, report.head, expected = report.events + 1, found, seq + 1
        each(seq, at, found)


def missing(first: int, last: int, how: str = "missing") -> str:
    return f"row {first} is {how}" if first == last else f"rows {first} to {last} are {how}"
