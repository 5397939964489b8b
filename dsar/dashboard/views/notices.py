"""What one person was told: unread first, a row a case, with what it is about and whose it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dsar.cases.dates import in_words
from dsar.cases.labels import due_words
from dsar.cases.models import Escalation, Notice
from dsar.cases.queries import today_at
from dsar.cases.reading import newest_by_case, notices_of, read_notices, unread_of, until
from dsar.cases.staff import ORDER, OWNER
from dsar.cases.telling_words import LEVELS, headline

from ..access import Desk, desk_page, page
from ..happened import when

SHOWN = 100
# Of what was read: enough to find again what one has just put away.
READ = 20


@dataclass(frozen=True)
class Line:
    """One case: the last that this person was told of it, and how much before that."""

    notice: Notice
    earlier: int
    what: str
    due: str
    why: str
    when: str
    level: str
    """Where this person can say “seen” for a level above the owner; empty where not."""


@desk_page
@require_safe
def notices(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    now = timezone.now()
    unread = unread_of(desk.user)
    # A case stands once on the page, above while any of it is unread.
    read = notices_of(desk.user).exclude(case__in=unread.values("case"))
    found = list(_shown(unread).order_by("-raised_at", "-pk")[: SHOWN + 1])
    context = {
        "unread": _lines(found[:SHOWN], unread, now=now),
        "more": len(found) > SHOWN,
        "read": _lines(_shown(read).order_by("-read_at", "-pk")[:READ], read, now=now),
        # What comes after this page was made has not been read with it.
        "until": now.isoformat(),
    }
    return page(request, desk, "notices.html", context)


@desk_page
@require_POST
def read_one(request: HttpRequest, desk: Desk, pk: str) -> HttpResponseBase:  # noqa: ARG001
    """All of the case up to this one, which was the last on the page."""
    shown = get_object_or_404(notices_of(desk.user).select_related("user"), pk=pk)
    read_notices(until(shown), user_id=desk.user.pk, now=timezone.now())
    return redirect("desk:notices")


@desk_page
@require_POST
def read_all(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    now = timezone.now()
    shown = unread_of(desk.user).filter(raised_at__lte=_until(request, now))
    count = read_notices(shown, user_id=desk.user.pk, now=now)
    if count:
        messages.success(request, f"{count} notice{'s' if count != 1 else ''} marked as read.")
    else:
        messages.info(request, "They had been read already.")
    return redirect("desk:notices")


def _shown(told: QuerySet[Notice]) -> QuerySet[Notice]:
    along = ("company", "case__clock", "case__company", "instead_of")
    return newest_by_case(told).select_related(*along)


def _lines(newest: Iterable[Notice], told: QuerySet[Notice], *, now: datetime) -> list[Line]:
    newest = list(newest)
    counts: Counter[UUID] = Counter()
    levels: set[tuple[UUID, str]] = set()
    of_these = told.filter(case__in=[notice.case_id for notice in newest])
    for case, level, count in of_these.values_list("case", "level").annotate(Count("pk")):
        counts[case] += count
        levels.add((case, level))
    waiting = Escalation.objects.filter(case__in=list(counts), acknowledged_at=None)
    unseen = levels & set(waiting.exclude(level=OWNER).values_list("case", "level"))
    # The highest first: whoever stands above has seen it for those below, too.
    level_of = dict(sorted(unseen, key=lambda one: ORDER.index(one[1])))
    return [
        Line(
            notice=notice,
            earlier=counts[notice.case_id] - 1,
            what=headline(notice.kind),
            due=due_words(notice.case, today=today_at(notice.case, now)),
            why=_why(notice),
            when=when(notice.raised_at, notice.company),
            level=level_of.get(notice.case_id, ""),
        )
        for notice in newest
    ]


def _why(notice: Notice) -> str:
    """Why it comes to this person, where it is not simply theirs."""
    reasons = []
    if notice.silent:
        reasons.append(f"{LEVELS.get(notice.silent, notice.silent)} was told and has not answered")
    if notice.instead_of:
        until = in_words(notice.away_until)
        reasons.append(f"for {notice.instead_of.name}, who is away until {until}")
    return "; ".join(reasons)


def _until(request: HttpRequest, now: datetime) -> datetime:
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return now
    return min(until, now) if until.tzinfo else now
