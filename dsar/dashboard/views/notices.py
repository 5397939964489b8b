"""What one person was told: unread first, each with what it is about and whose it would be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dsar.cases.dates import in_words
from dsar.cases.labels import due_words
from dsar.cases.models import Escalation, Notice
from dsar.cases.queries import today_at
from dsar.cases.reading import notices_of, read_notices, unread_of
from dsar.cases.staff import OWNER
from dsar.cases.telling_words import LEVELS, about

from ..access import Desk, desk_page, page
from ..happened import when

SHOWN = 100
# Of what was read: enough to find again what one has just put away.
READ = 20


@dataclass(frozen=True)
class Line:
    notice: Notice
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
    along = ("company", "case__clock", "case__company", "instead_of")
    unread = unread_of(desk.user).select_related(*along).order_by("-raised_at", "-pk")
    read = notices_of(desk.user).filter(read_at__isnull=False).select_related(*along)
    found = list(unread[: SHOWN + 1])
    context = {
        "unread": _lines(found[:SHOWN], now=now),
        "more": len(found) > SHOWN,
        "read": _lines(read.order_by("-read_at", "-pk")[:READ], now=now),
        # What comes after this page was made has not been read with it.
        "until": now.isoformat(),
    }
    return page(request, desk, "notices.html", context)


@desk_page
@require_POST
def read_one(request: HttpRequest, desk: Desk, pk: str) -> HttpResponseBase:  # noqa: ARG001
    mine = notices_of(desk.user).filter(pk=pk)
    if not mine.exists():
        raise Http404
    read_notices(mine, user_id=desk.user.pk, now=timezone.now())
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


def _lines(notices: Iterable[Notice], *, now: datetime) -> list[Line]:
    notices = list(notices)
    cases = [notice.case_id for notice in notices if notice.level != OWNER]
    waiting = Escalation.objects.filter(case__in=cases, acknowledged_at=None)
    unseen = set(waiting.values_list("case_id", "level")) if cases else set()
    return [
        Line(
            notice=notice,
            what=about(notice.kind),
            due=due_words(notice.case, today=today_at(notice.case, now)),
            why=_why(notice),
            when=when(notice.raised_at, notice.company),
            level=notice.level if (notice.case_id, notice.level) in unseen else "",
        )
        for notice in notices
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
