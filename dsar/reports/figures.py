"""Every figure of a report, defined once: its words for people, and its condition for PostgreSQL.

The number on a page and the list of cases behind it are made by the same condition.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import F, IntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from deadlines.events import EXTEND
from deadlines.models import ClockEvent
from dsar.cases.operations.closing import ANSWERED
from dsar.cases.transitions import Outcome

from .acknowledging import acknowledged
from .scope import Scope

Where = Callable[[Scope], Q]


@dataclass(frozen=True)
class Figure:
    code: str
    label: str
    definition: str
    """Whole sentences. “The period” is the month, week, day or year that the report is about."""
    where: Where
    ground: str = ""
    """The column of the ground by which it can be told apart."""


def _received(scope: Scope) -> Q:
    return Q(clock__received_on__range=(scope.first, scope.last))


def _stopped(scope: Scope) -> Q:
    return Q(clock__stopped_on__range=(scope.first, scope.last))


def _answered(scope: Scope) -> Q:
    out = Q(outcome__in=[*ANSWERED, Outcome.REFUSED]) | Q(outcome="", released_at__isnull=False)
    return _stopped(scope) & out


def _by(column: str) -> Q:
    """Answered on that day or before; where there is no such day, none could pass."""
    return Q(**{f"{column}__gte": F("clock__stopped_on")}) | Q(**{column: None})


def _after(column: str) -> Q:
    return Q(**{f"{column}__lt": F("clock__stopped_on")})


def _started_late(scope: Scope) -> Q:
    return _received(scope) & (
        Q(clock__started_on=None) | Q(clock__started_on__gt=F("clock__received_on"))
    )


EXCLUDED: Final = Cast(KeyTextTransform("excluded_days", "clock__working"), IntegerField())


def _paused(scope: Scope) -> Q:
    return _answered(scope) & Q(clock__working__excluded_days__gt=0)


def _extended(scope: Scope) -> Q:
    events = ClockEvent.objects.filter(kind=EXTEND, on__range=(scope.first, scope.last))
    return Q(clock__in=events.values("clock"))


def _ended(outcome: str) -> Where:
    return lambda scope: _stopped(scope) & Q(outcome=outcome)


def _complaints(scope: Scope) -> Q:
    return _received(scope) & Q(right="complaint")


def _open(scope: Scope) -> Q:  # noqa: ARG001 - it is open whatever the month
    return Q(clock__stopped_on=None)


def _open_at_end(scope: Scope) -> Q:
    running = Q(clock__stopped_on=None) | Q(clock__stopped_on__gt=scope.last)
    return Q(clock__received_on__lte=scope.last) & running


def _due(scope: Scope) -> Q:
    return _open(scope) & Q(clock__due_on__range=(scope.first, scope.last))


def _left(least: int | None, most: int | None) -> Where:
    """Open, and due in so many days from today at its company; None is no bound."""

    def where(scope: Scope) -> Q:
        wanted = Q(pk__in=[])
        for today, ids in scope.by_today().items():
            due = Q(company__in=ids, clock__due_on__isnull=False)
            if least is not None:
                due &= Q(clock__due_on__gte=today + timedelta(days=least))
            if most is not None:
                due &= Q(clock__due_on__lte=today + timedelta(days=most))
            wanted |= due
        return _open(scope) & wanted

    return where


def _overdue_or_late(scope: Scope) -> Q:
    return _answered(scope) & _after("clock__due_on") | _left(None, -1)(scope)


_ALL = (
    Figure(
        "received", "Received",
        "Cases whose request reached the company in the period: the legal receipt by any channel, "
        "not the day on which it was recorded. What later turned out to be no request is among "
        "them. Rights asked for at once are a case each.",
        _received,
    ),
    Figure(
        "answered", "Answered",
        "Cases answered in the period: the answer was released, or the request was refused. Those "
        "withdrawn, lapsed, redirected, asked twice or no request at all are not among them.",
        _answered,
    ),
    Figure(
        "in-law", "In time by law",
        "Of those answered, the ones answered on the last day of the law or before, counting "
        "extensions and pauses. Where no last day of the law was running, it could not pass.",
        lambda scope: _answered(scope) & _by("clock__statutory_on"),
    ),
    Figure(
        "late-law", "Late by law",
        "Of those answered, the ones answered after the last day of the law.",
        lambda scope: _answered(scope) & _after("clock__statutory_on"),
    ),
    Figure(
        "in-promise", "In time by our promise",
        "Of those answered, the ones answered on the due date or before: the earlier of the law's "
        "date and the one that the company's policy promises.",
        lambda scope: _answered(scope) & _by("clock__due_on"),
    ),
    Figure(
        "started-late", "Started late",
        "Of those received, the ones whose period did not start with the receipt, because proof "
        "of identity or a fee was awaited.",
        _started_late,
    ),
    Figure(
        "paused", "Paused",
        "Of those answered, the ones with days that the law leaves out while a question to the "
        "requester was open. Beside them stands how many days that were in all.",
        _paused,
    ),
    Figure(
        "extended", "Extended",
        "Cases whose period was extended by a notice in the period, whenever they were received.",
        _extended,
    ),
    Figure(
        "refused", "Refused in whole",
        "Cases refused in the period, by the ground that the requester was told.",
        _ended(Outcome.REFUSED), "refusal_ground",
    ),
    Figure(
        "refused-part", "Refused in part",
        "Of those answered, the ones whose answer left something out, by its ground.",
        lambda scope: _answered(scope) & ~Q(withheld_ground="") & ~Q(outcome=Outcome.REFUSED),
        "withheld_ground",
    ),
    Figure(
        "nothing-held", "Nothing held",
        "Of those answered, the ones closed with the answer that no data are held.",
        _ended(Outcome.NOTHING_HELD),
    ),
    Figure(
        "redirected", "Redirected",
        "Cases that ended in the period because another organisation has to answer.",
        _ended(Outcome.REDIRECTED),
    ),
    Figure(
        "withdrawn", "Withdrawn",
        "Cases that the requester took back, ended in the period.", _ended(Outcome.WITHDRAWN),
    ),
    Figure(
        "lapsed", "Lapsed",
        "Cases that ended in the period because identity was never proved or a question never "
        "answered.",
        _ended(Outcome.LAPSED),
    ),
    Figure(
        "duplicate", "Asked before",
        "Cases that ended in the period because the same request was already being worked on.",
        _ended(Outcome.DUPLICATE),
    ),
    Figure(
        "not-a-request", "Not a request",
        "Cases that ended in the period because nothing was asked for, spam among them.",
        _ended(Outcome.NOT_A_REQUEST),
    ),
    Figure(
        "complaints", "Complaints received",
        "Of those received, the ones that are complaints about how data were handled.",
        _complaints,
    ),
    Figure(
        "complaints-acknowledged", "Complaints acknowledged within 30 days",
        "Of the complaints received, the ones whose receipt was confirmed by the thirtieth day "
        "after, or in the United Kingdom by the next working day if that is none: "
        "by e-mail on the day a mail server took it, on paper on the day it was posted.",
        lambda scope: _complaints(scope) & acknowledged(scope),
    ),
    Figure(
        "complaints-answered", "Complaints answered",
        "Of those answered, the ones that are complaints. How each ended stands in the register "
        "of complaints.",
        lambda scope: _answered(scope) & Q(right="complaint"),
    ),
    Figure(
        "open", "Open now",
        "Cases that are not answered and not ended at the moment the report is made.", _open,
    ),
    Figure("left-overdue", "Overdue", "Open now, and the due date has passed.", _left(None, -1)),
    Figure("left-0-3", "0 to 3 days", "Open now, and due today or within 3 days.", _left(0, 3)),
    Figure("left-4-7", "4 to 7 days", "Open now, and due in 4 to 7 days.", _left(4, 7)),
    Figure("left-8-14", "8 to 14 days", "Open now, and due in 8 to 14 days.", _left(8, 14)),
    Figure("left-15-30", "15 to 30 days", "Open now, and due in 15 to 30 days.", _left(15, 30)),
    Figure("left-more", "More than 30 days", "Open now, and due later.", _left(31, None)),
    Figure(
        "left-none", "No date",
        "Open now without a due date: paused, or the period has not started.",
        lambda scope: _open(scope) & Q(clock__due_on=None),
    ),
    Figure(
        "due", "Due", "Open now, and due on a day of the period.", _due,
    ),
    Figure(
        "ended", "Closed",
        "Cases that were answered or ended in any other way in the period.", _stopped,
    ),
    Figure(
        "open-at-end", "Open at the end",
        "Cases received by the last day of the period and neither answered nor ended by then.",
        _open_at_end,
    ),
    Figure(
        "late", "Late cases",
        "Cases answered in the period after their due date, by promise or by law, and those "
        "overdue at the moment the report is made.",
        _overdue_or_late,
    ),
)  # fmt: skip
FIGURES: Final[dict[str, Figure]] = {figure.code: figure for figure in _ALL}
OF_THE_TABLE: Final = tuple(code for code in FIGURES if code not in ("due", "ended", "open-at-end"))
BUCKETS: Final = tuple(code for code in FIGURES if code.startswith("left-"))
