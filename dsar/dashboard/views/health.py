"""Whether what we owe is leaving, and whether the sweeps come round."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dsar.accounts.roles import Permission
from dsar.companies.models import Company
from dsar.companies.queries import deserted
from dsar.outbox import clocks, sweeps
from dsar.outbox import operations as outbox
from dsar.outbox.models import BY_MACHINE, Message
from dsar.outbox.overdue import Overdue, overdue
from dsar.outbox.queries import given_up
from dsar.outbox.ticks import ROUND, Sign, signs
from dsar.ticketing.arriving import not_taken
from dsar.ticketing.models import HelpDesk

from ..access import Desk, desk_page, page
from ..alarms import jumped, length

SHOWN = 50
# What is younger waits for the next sweep, or for the next try.
PATIENCE = timedelta(minutes=10)
RETRY = frozenset({Permission.WORK_CASES, Permission.MANAGE_COMPANY})


KINDS = {
    "outbox": ("Letters and messages", "They go as soon as the mail server takes them."),
    "reminder": ("Reminders", "The sweep “reminders” takes them, late rather than never."),
    "notice": ("Notices to colleagues by mail", "The sweep “notices” owes their mails."),
    "escalation": ("Escalations", "The sweep “escalations” tells the next level."),
}


@dataclass(frozen=True)
class Waiting:
    what: str
    count: int
    age: str
    then: str


@desk_page
@require_safe
def health(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    if not desk.memberships:
        raise PermissionDenied
    now, ids = timezone.now(), [m.company_id for m in desk.memberships]
    names = {m.company_id: m.company.name for m in desk.memberships}
    # Letters first, whatever a company's own system makes of its events: a person waits for them.
    by_system = Case(When(channel__in=BY_MACHINE, then=1), default=0)
    failed = list(given_up(ids).order_by(by_system, "-created_at", "-pk")[: SHOWN + 1])
    found = overdue(now=now, company_ids=ids).items()
    context = {
        "waiting": [one for kind, how in found if (one := _waiting(kind, how, now))],
        "deserted": list(deserted(ids)),
        "tickets": _tickets(desk, ids),
        "failed": [(m, names[m.company_id], _may_retry(desk, m)) for m in failed[:SHOWN]],
        "more": len(failed) > SHOWN,
        "signs": [_sign(sign) for sign in signs(sweeps.names())],
        "jumps": [(jump.seen_at, jumped(jump)) for jump in clocks.recent()[:SHOWN]],
    }
    return page(request, desk, "health.html", context)


@desk_page
@require_POST
def try_again(request: HttpRequest, desk: Desk, pk: str) -> HttpResponseBase:
    ids = [m.company_id for m in desk.memberships]
    message = get_object_or_404(Message, pk=pk, company_id__in=ids)
    if not _may_retry(desk, message):
        raise PermissionDenied
    try:
        outbox.try_again(message_id=message.pk, now=timezone.now())
        messages.success(request, "Queued again.")
    except ValueError:
        messages.warning(request, "It had been queued again already.")
    return redirect("desk:health")


def _tickets(desk: Desk, ids: list[int]) -> list[dict[str, Any]]:
    """By company and help desk, the tickets that it was sent and that became no case, and those
    whose changes did not reach their case."""
    of: dict[tuple[Company, str, bool], list[str]] = {}
    for one in not_taken(ids):
        of.setdefault((one.company, one.desk.system, one.is_change), []).append(one.ticket)
    return [
        {
            "company": company,
            "is_change": is_change,
            "name": HelpDesk.System(system).label,
            "page": reverse(f"desk:{system}", args=[company.slug]),
            "count": len(tickets),
            "numbers": [ticket for ticket in tickets if ticket][:SHOWN],
            "may_see": Permission.MANAGE_COMPANY in desk.permissions(company.pk),
        }
        for (company, system, is_change), tickets in of.items()
    ]


def _may_retry(desk: Desk, message: Message) -> bool:
    return bool(RETRY & desk.permissions(message.company_id))


def _waiting(kind: str, found: Overdue, now: datetime) -> Waiting | None:
    """What has waited longer than patience allows."""
    if found.oldest is None or now - found.oldest <= PATIENCE:
        return None
    what, then = KINDS.get(kind, (kind.capitalize(), ""))
    return Waiting(what, found.count, length(now - found.oldest), then)


def _sign(sign: Sign) -> dict[str, Any]:
    return {
        "name": sign.name,
        "age": "" if sign.age is None else length(sign.age),
        "seconds": sign.seconds,
        "stale": sign.stale,
        "mend": _mend(sign) if sign.stale else "",
    }


def _mend(sign: Sign) -> str:
    if sign.name == ROUND:
        return "Start worker and beat anew; both must reach Redis and PostgreSQL."
    return "It fails or takes too long: the reason stands in the worker's log."
