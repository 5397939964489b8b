"""What of the queue is shown. Every filter stands in the address, so that a view can be shared.

Search words do not: an address is kept in logs and histories, and a name or an e-mail address has
no business there. They are posted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from dsar.accounts.models import User
from dsar.cases import labels
from dsar.cases.asleep import with_waking
from dsar.cases.dates import civil_date
from dsar.cases.models import Case
from dsar.cases.queries import open_cases
from dsar.cases.transitions import Status
from dsar.companies.models import Company
from dsar.companies.rights import NAMES, OTHER

RIGHTS = {**NAMES, OTHER: "Not named yet"}
OPEN, ALL = "open", "all"
# In the words that the rows use for it.
STATUSES = {
    "": "Open",
    Status.RECEIVED.value: labels.LABELS["received"].officer,
    Status.VERIFYING.value: labels.LABELS["needs_identity"].officer,
    Status.AWAITING_REQUESTER.value: "Waiting: question or fee",
    Status.IN_PROGRESS.value: labels.LABELS["in_progress"].officer,
    Status.IN_REVIEW.value: labels.LABELS["in_review"].officer,
    Status.READY.value: f"{labels.LABELS['ready'].officer}, or answered",
    Status.CLOSED.value: "Closed",
    ALL: "All, also closed",
}
WHOSE = {"": "Everybody's", "mine": "Mine", "unassigned": "Nobody's yet"}
DUE = {"": "Any time", "late": "Overdue", "today": "Today", "week": "Within 7 days"}
MARKED = {"": "All", "suspected": "Looks like spam", "snoozed": "Snoozed by me"}
LABELS = {
    "company": "Company",
    "status": "Status",
    "right": "Right",
    "whose": "Owner",
    "due": "Due",
    "marked": "Marked",
}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Filters:
    """Empty means: no filter of that kind."""

    company: str = ""
    status: str = ""
    right: str = ""
    whose: str = ""
    due: str = ""
    marked: str = ""

    @property
    def query(self) -> str:
        """For an address; empty where nothing is filtered."""
        chosen = {f.name: getattr(self, f.name) for f in fields(self)}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def newest_first(self) -> bool:
        """What is closed has no due date to go by."""
        return self.status in (Status.CLOSED, ALL)


def choices(companies: list[Company]) -> dict[str, dict[str, str]]:
    """For each filter its values and what they are called."""
    return {
        "company": {"": "All companies", **{c.slug: c.name for c in companies}},
        "status": STATUSES,
        "right": {"": "All rights", **RIGHTS},
        "whose": WHOSE,
        "due": DUE,
        "marked": MARKED,
    }


def read(
    given: Mapping[str, str], known: Mapping[str, Mapping[str, str]]
) -> tuple[Filters, list[str]]:
    """The filters, and the names of those that were given something unknown and are left out."""
    filters, ignored = Filters(), []
    for name, values in known.items():
        value = given.get(name, "").strip()
        if value in values or (name == "due" and day_of(value)):
            filters = replace(filters, **{name: value})
        elif value:
            ignored.append(name)
    return filters, ignored


def apply(
    cases: QuerySet[Case],
    filters: Filters,
    *,
    companies: list[Company],
    user: User,
    now: datetime,
) -> QuerySet[Case]:
    if filters.company:
        cases = cases.filter(company__slug=filters.company)
    if not filters.status:
        cases = open_cases(cases)
    elif filters.status != ALL:
        cases = cases.filter(status=filters.status)
    if filters.right:
        cases = cases.filter(right=filters.right)
    if filters.whose:
        cases = cases.filter(owner=user if filters.whose == "mine" else None)
    if filters.due:
        cases = cases.filter(due(filters.due, companies, now))
    if filters.marked == "snoozed":
        cases = with_waking(cases, user, now)
    elif filters.marked:
        cases = cases.exclude(suspected="")
    return cases


def day_of(text: str) -> date | None:
    """The civil date that `due` names, where it names one: 2026-11-30."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def due(when: str, companies: list[Company], now: datetime) -> Q:
    """Unanswered, and due then. Whether it is today yet is asked at each company's own place."""
    if day := day_of(when):
        return Q(clock__stopped_on__isnull=True, clock__due_on=day)
    by_day: dict[object, list[int]] = {}
    for company in companies:
        by_day.setdefault(civil_date(company, now), []).append(company.pk)
    wanted = Q(pk__in=[])
    for today, ids in by_day.items():
        days = {
            "late": Q(clock__due_on__lt=today),
            "today": Q(clock__due_on=today),
            "week": Q(clock__due_on__gt=today, clock__due_on__lte=today + WEEK),  # type: ignore[operator]
        }
        wanted |= Q(company__in=ids) & days[when]
    return Q(clock__stopped_on__isnull=True) & wanted
