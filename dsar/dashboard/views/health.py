"""Whether what we owe is leaving, and whether the sweeps come round."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST, require_safe

from dsar.accounts.roles import Permission
from dsar.outbox import operations as outbox
from dsar.outbox.models import Message, Tick
from dsar.outbox.queries import given_up, late

from ..access import Desk, desk_page, page

SHOWN = 50
# Sweeps come every 30 seconds; three missed in a row is no chance.
STALE = timedelta(minutes=2)
RETRY = frozenset({Permission.WORK_CASES, Permission.MANAGE_COMPANY})


@dataclass(frozen=True)
class Sign:
    name: str
    age: str
    stale: bool


@desk_page
@require_safe
def health(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    if not desk.memberships:
        raise PermissionDenied
    now, ids = timezone.now(), [m.company_id for m in desk.memberships]
    oldest = late(now=now).filter(company_id__in=ids).first()
    names = {m.company_id: m.company.name for m in desk.memberships}
    failed = list(given_up(ids).order_by("-created_at", "-pk")[: SHOWN + 1])
    context = {
        "oldest": oldest,
        "oldest_age": timesince(oldest.due_at, now) if oldest else "",
        "failed": [(m, names[m.company_id], _may_retry(desk, m)) for m in failed[:SHOWN]],
        "more": len(failed) > SHOWN,
        "signs": [_sign(tick, now) for tick in Tick.objects.order_by("name")],
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


def _may_retry(desk: Desk, message: Message) -> bool:
    return bool(RETRY & desk.permissions(message.company_id))


def _sign(tick: Tick, now: datetime) -> Sign:
    return Sign(tick.name, timesince(tick.at, now), now - tick.at > STALE)
