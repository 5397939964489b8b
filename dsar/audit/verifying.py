"""Walking the chains and saying which row is wrong.

Every digest is computed here anew; nothing that the database computed is believed. What a walk
cannot see is a missing end, or a whole chain written anew: for that, compare the head with one kept
elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
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
    """One company's chain: how long it is, how it ends, what is wrong with it."""

    company_id: int
    events: int = 0
    head: bytes = GENESIS
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0

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


def verify(company_id: int | None = None) -> list[Report]:
    """A report a company, in order of their numbers. Streams: memory does not grow with the chain.

    A company asked for by number has its report even when nothing ever happened there.
    """
    with transaction.atomic():  # else the server would first copy the whole result aside
        chains = groupby(_rows(company_id), key=itemgetter(0))
        reports = [_walk(company, rows) for company, rows in chains]
    if company_id is not None and not reports:
        return [Report(company_id)]
    return reports


def _rows(company_id: int | None) -> Iterator[tuple[Any, ...]]:
    events = Event.objects.all()
    if company_id is not None:
        events = events.filter(company_id=company_id)
    columns = ("company_id", "seq", Microseconds(F("at")), "event", "subject", "actor")
    stored = (Cast("facts", TextField()), "prev", "digest")
    ordered = events.order_by("company_id", "seq", "id").values_list(*columns, *stored)
    return ordered.iterator(chunk_size=FETCHED_AT_ONCE)


def _walk(company_id: int, rows: Iterable[tuple[Any, ...]]) -> Report:
    report = Report(company_id)
    expected = 1
    for _, seq, at, event, subject, actor, facts, stored_prev, stored_digest in rows:
        prev, found = bytes(stored_prev), bytes(stored_digest)
        if seq > expected:
            report.add(expected, _missing(expected, seq - 1))
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
    return report


def _missing(first: int, last: int) -> str:
    return f"row {first} is missing" if first == last else f"rows {first} to {last} are missing"
