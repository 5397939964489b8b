"""What is due to go, by class, as of a moment; and taking it away, some at a time.

Due is worked out from dates and the policy at that moment, never stored. So a night that was
missed, killed or run twice comes to the same end.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable, CombinedExpression, Func
from django.db.models.functions import Cast, Least, TruncDate

from dsar.companies import keeping
from dsar.companies.models import Company, Policy
from dsar.companies.rules import Said, Term
from dsar.outbox import forgetting

from . import to_others
from .dates import civil_date
from .models import Case, Document, Message
from .suppressed import Suppressed
from .transitions import Status

Rows = QuerySet[Any]
OF_CASES = ("files", "correspondence", "content")
BATCH = 200
TICKET_COMMENT: Final = "ticket-comment"


@dataclass(frozen=True)
class Due:
    """What one case holds of a class and ought not to hold any more."""

    kind: str
    company: str
    reference: str
    case_id: Any
    on: date
    """The day its time is over, at the company; of several rows the first."""
    why: str
    source: str
    rows: int
    held: bool


# --- What is due ----------------------------------------------------------------------------------


def rows(company: Company, kind: str, *, now: datetime, case: Case | None = None) -> Iterator[Rows]:
    """Rows of closed cases whose time is over, each with `over_on`; of one case, or of all.

    A time of the policy or the law binds for good where the person was told it: of two versions
    the shorter time counts. What only we chose follows the version of today.
    """
    for policy in _versions(company, case):
        said = terms(company, policy, kind)
        for found in _of_class(kind):
            over = _over(found, said, zone=ZoneInfo(company.timezone or "UTC"))
            if over is None:
                continue
            path = "" if found.model is Case else "case__"
            of_version = {f"{path}company": company, f"{path}policy_id": policy.pk}
            if case is not None:
                of_version[f"{path}pk"] = case.pk
            due = found.filter(**of_version).annotate(over_on=over)
            yield due.filter(over_on__lte=civil_date(company, now))


def terms(company: Company, policy: Policy, kind: str) -> list[Said[Term]]:
    """The one of today first, and the one the case was received under if it was told then."""
    today = keeping.term(company.policy.rules, kind)
    then = keeping.term(policy.rules, kind)
    return [today, then] if then != today and then.source in ("policy", "law") else [today]


def due(company: Company, kind: str, *, now: datetime) -> Iterator[Due]:
    """By case, the longest overdue first, held ones among them. Nothing is changed."""
    found = [one for query in rows(company, kind, now=now) for one in _flat(query)]
    by_case = groupby(sorted(found, key=lambda one: str(one["id"])), key=lambda one: one["id"])
    said = {
        policy.pk: min(terms(company, policy, kind), key=lambda one: _rough(one.value))
        for policy in _versions(company, None)
    }
    told = [_due(company, kind, list(of_case), said) for _, of_case in by_case]
    yield from sorted(told, key=lambda one: (one.on, one.reference))


def _due(
    company: Company, kind: str, found: list[dict[str, Any]], by_version: dict[int, Said[Term]]
) -> Due:
    said = by_version[found[0]["policy"]]
    return Due(
        kind=kind,
        company=company.slug,
        reference=found[0]["reference"],
        case_id=found[0]["id"],
        on=min(one["over_on"] for one in found),
        why=keeping.told(said.value),
        source=said.source,
        rows=len(found),
        held=found[0]["held"] is not None,
    )


def _flat(query: Rows) -> Iterator[dict[str, Any]]:
    path = "" if query.model is Case else "case__"
    fields = {
        "id": f"{path}pk",
        "policy": f"{path}policy_id",
        "reference": f"{path}reference",
        "held": f"{path}data_key__held_at",
    }
    named = {f"_{name}": F(field) for name, field in fields.items()}
    for row in query.values("over_on", **named).iterator():
        yield {"over_on": row["over_on"], **{name: row[f"_{name}"] for name in fields}}


def _versions(company: Company, case: Case | None) -> list[Policy]:
    if case is not None:
        return [company.policies.get(pk=case.policy_id)]
    kept = Case.objects.filter(company=company, closed_at__isnull=False, erased_at=None)
    return list(company.policies.filter(pk__in=kept.values("policy")).order_by("version"))


def _of_class(kind: str) -> tuple[Rows, ...]:
    """Rows that still hold something of the class, in closed cases; moments as `_moment` says."""
    closed = {"case__status": Status.CLOSED, "case__erased_at": None}
    if kind == "content":
        return (Case.objects.filter(status=Status.CLOSED, erased_at=None),)
    documents = Document.objects.filter(file__destroyed_at=None, **closed)
    if kind == "files":
        kinds = (Document.Kind.ANSWER, Document.Kind.HELD, Document.Kind.FOUND)
        return (documents.filter(kind__in=kinds),)
    written = Message.objects.filter(body__isnull=False, **closed)
    return (
        # What was passed on says a second time what they asked; a ticket, what they wrote there.
        written.exclude(
            ~Q(kind__in=(*to_others.KINDS, TICKET_COMMENT)), direction=Message.Direction.NOTE
        ),
        documents.filter(kind=Document.Kind.SENT),
    )


def _over(found: Rows, said: Sequence[Said[Term]], *, zone: ZoneInfo) -> Combinable | None:
    """The civil date on which the first of these times is over; None where none ever is."""
    ends = [
        _after(_moment(found, one.value), one.value, zone)
        for one in said
        if one.value.count is not None
    ]
    if not ends:
        return None
    return ends[0] if len(ends) == 1 else Least(*ends)


def _moment(found: Rows, term: Term) -> str:
    if term.since == "came":
        return {Message: "at", Document: "added_at"}[found.model]
    return "closed_at" if found.model is Case else "case__closed_at"


def _after(moment: str, term: Term, zone: ZoneInfo) -> Combinable:
    # PostgreSQL adds months as the calendar of the law does: from the 31st to the last day.
    length = Func(Value(term.count), template=f"make_interval({term.unit} => %(expressions)s)")
    began = TruncDate(moment, tzinfo=zone)
    return Cast(CombinedExpression(began, "+", length, output_field=DateField()), DateField())


def _rough(term: Term) -> float:
    if term.count is None:
        return float("inf")
    return term.count * (30.5 if term.unit == "months" else 1)


# --- What left ------------------------------------------------------------------------------------


def outbox(company: Company, *, now: datetime) -> Rows:
    """Messages of the outbox that still have a text after their time, held ones among them."""
    said = keeping.term(company.policy.rules, "outbox").value
    over = _after("over_at", said, ZoneInfo(company.timezone or "UTC"))
    found = forgetting.with_body(company.pk).annotate(over_on=over)
    return found.filter(over_on__lte=civil_date(company, now))


# --- Whose data were deleted ----------------------------------------------------------------------


def suppressed(company: Company, *, now: datetime) -> Rows:
    """Entries of the list that stood there for their time."""
    said = keeping.term(company.policy.rules, "suppression").value
    over = _after("added_at", said, ZoneInfo(company.timezone or "UTC"))
    found = Suppressed.objects.filter(company=company).annotate(over_on=over)
    return found.filter(over_on__lte=civil_date(company, now))


# --- Taking it away -------------------------------------------------------------------------------


def forget_due(company: Company, *, now: datetime, until: float | None = None) -> dict[str, int]:
    """Take away what is due and not held, a case a transaction; how much of each class.

    `until` is the moment of `time.monotonic()` after which the rest is left to the next call; the
    count then holds `left` besides.
    """
    from .operations.erasing import let_go  # which asks us again, under its lock

    counts = {"outbox": 0, **dict.fromkeys(OF_CASES, 0), "suppression": 0}
    counts["suppression"], _ = suppressed(company, now=now).delete()
    sent = outbox(company, now=now).filter(data_key__held_at=None)
    while (gone := forgetting.forget_old(sent)) and not _over_time(until):
        counts["outbox"] += gone
    for kind in OF_CASES:
        for one in due(company, kind, now=now):
            if _over_time(until):
                return {**counts, "left": 1}
            if not one.held:
                counts[kind] += let_go(case_id=one.case_id, kind=kind, now=now)
    return counts


def _over_time(until: float | None) -> bool:
    return until is not None and time.monotonic() >= until
