"""The first page of the morning: one sentence, and the lists that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar.accounts.roles import Permission
from dsar.cases.asleep import asleep, with_waking
from dsar.cases.dates import civil_date
from dsar.cases.found_first import first_of
from dsar.cases.labels import due_words
from dsar.cases.models import Case
from dsar.cases.queries import (
    by_due_date,
    cases_seen_by,
    due_until,
    letters_to_post,
    open_cases,
    today_at,
)
from dsar.cases.transitions import Status
from dsar.companies.models import Company

from .. import case_parts, filters, misdeliveries, restrictions
from ..access import Desk, desk_page, page
from ..escalated import unanswered_cases
from ..happened import when
from ..rows import Row, rows_of

SHOWN = 10
# Counting stops here: a page that is opened all day may not walk through a million rows.
COUNTED = 999

# Private to the person who reads the page, and named only where there are any.
SNOOZED = ("Snoozed", "snoozed by you", Q(), "marked=snoozed")


@dataclass(frozen=True)
class Section:
    heading: str
    counted: str
    """How the sentence names them: “2 overdue”."""
    count: int
    rows: list[Row]
    link: str
    """The queue with the same filter."""

    @property
    def number(self) -> str:
        return str(self.count) if self.count <= COUNTED else f"more than {COUNTED}"

    @property
    def more(self) -> bool:
        return self.count > len(self.rows)


@desk_page
@require_safe
def today(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    companies, now = desk.companies(Permission.VIEW_CASES), timezone.now()
    sections, upcoming = _sections(desk, companies, now)
    urgent = sum(section.count for section in sections[:2])
    stuck = _pick(unanswered_cases(desk.user)) if companies else (0, [])
    at_work = desk.companies(Permission.WORK_CASES)
    waiting = list(letters_to_post(at_work)[: SHOWN + 1])
    letters = [
        (one, case_parts.LETTERS.get(one.kind, "Letter"), civil_date(one.case.company, one.at))
        for one in waiting[:SHOWN]
    ]
    context = {
        "as_of": when(now, companies[0]) if companies else "",
        "to_lift": restrictions.to_lift(at_work, now, SHOWN) if desk.lifts else [],
        "misdelivered": misdeliveries.waiting(desk.companies(Permission.APPROVE)),
        "letters": letters,
        "letters_more": len(waiting) > SHOWN,
        "stuck": rows_of(stuck[1], now=now),
        "stuck_more": stuck[0] > len(stuck[1]),
        "sections": sections,
        "urgent": urgent,
        "busy": _busy(section.count for section in sections),
        "next": upcoming,
        "next_due": due_words(upcoming, today=today_at(upcoming, now)) if upcoming else "",
    }
    return page(request, desk, "today.html", context)


def _sections(
    desk: Desk, companies: list[Company], now: datetime
) -> tuple[list[Section], Case | None]:
    """The lists; and where nothing is due this week, the case that is due next."""
    wanted = (
        ("Overdue", "overdue", filters.due("late", companies, now), "due=late"),
        ("Due today", "due today", filters.due("today", companies, now), "due=today"),
        ("Within 7 days", "due within 7 days", filters.due("week", companies, now), "due=week"),
        (
            "Waiting for the requester",
            "waiting for the requester",
            Q(status=Status.AWAITING_REQUESTER),
            f"status={Status.AWAITING_REQUESTER}",
        ),
        ("New", "new", Q(status=Status.RECEIVED), f"status={Status.RECEIVED}"),
    )
    cases = cases_seen_by(desk.user).prefetch_related(None)
    awake = cases.filter(~asleep(desk.user, now)) if desk.snoozes else cases
    picked = [_pick(awake.filter(condition)) for _, _, condition, _ in wanted]
    snoozed = with_waking(open_cases(cases), desk.user, now)
    picked.append(_pick(snoozed) if desk.snoozes else (0, []))
    upcoming = None if _busy(count for count, _ in picked) or not companies else _next_due(desk)
    _prefetch([*(found for _, found in picked), [upcoming] if upcoming else []])
    sections = [
        Section(heading, words, count, rows_of(found, now=now), link)
        for (heading, words, _, link), (count, found) in zip(
            (*wanted, SNOOZED), picked, strict=True
        )
        if count or link != SNOOZED[3]
    ]
    return sections, upcoming


def _busy(counts: Iterable[int]) -> bool:
    return any(islice(counts, 3))


def _pick(cases: QuerySet[Case]) -> tuple[int, list[Case]]:
    found = list(first_of(by_due_date(cases), SHOWN + 1))
    if len(found) <= SHOWN:
        return len(found), found
    return cases.order_by().values("pk")[: COUNTED + 1].count(), found[:SHOWN]


def _prefetch(lists: Iterable[list[Case]]) -> None:
    """For all lists at once: pictures depend on the events of clocks, and the labels of those that
    wait on fees."""
    cases = list(chain.from_iterable(lists))
    prefetch_related_objects(cases, "clock__events")
    waiting = [case for case in cases if case.status == Status.AWAITING_REQUESTER]
    prefetch_related_objects(waiting, "fees")


def _next_due(desk: Desk) -> Case | None:
    cases = cases_seen_by(desk.user).prefetch_related(None)
    return next(iter(first_of(by_due_date(due_until(cases, date.max)), 1)), None)
