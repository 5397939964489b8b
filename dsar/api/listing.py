"""A page of cases: newest first, continued after the last row and not at a row number."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework import serializers

from dsar.cases.fee import Fee
from dsar.cases.labels import LABELS
from dsar.cases.models import Case
from dsar.cases.transitions import Outcome, Status
from dsar.companies.rules import RIGHTS

from .problems import error, invalid
from .serializers.chosen import ChosenField
from .serializers.strict import MomentField, StrictSerializer

MOST = 100
USUAL = 50


class ListQuery(StrictSerializer):
    status = serializers.ChoiceField(
        choices=list(LABELS), required=False, help_text=f"Send one of: {', '.join(LABELS)}."
    )
    right = serializers.ChoiceField(
        choices=list(RIGHTS), required=False, help_text=f"Send one of: {', '.join(RIGHTS)}."
    )
    due_before = serializers.DateField(
        required=False,
        help_text="A date such as 2026-12-23; cases without a due date are left out.",
    )
    fields = ChosenField()  # type: ignore[assignment]
    external_system = serializers.SlugField(
        required=False, max_length=40, help_text="The ticketing system that a case came from."
    )
    external_id = serializers.CharField(
        required=False, max_length=100, help_text="The ticket's id there."
    )
    limit = serializers.IntegerField(
        required=False,
        default=USUAL,
        min_value=1,
        max_value=MOST,
        help_text=f"How many cases, 1 to {MOST}.",
    )
    cursor = serializers.CharField(
        required=False, max_length=200, help_text="Taken from “next” of the page before."
    )


class EventQuery(StrictSerializer):
    type = serializers.RegexField(
        r"^[a-z-]+(\.[a-z-]+)?$",
        required=False,
        max_length=60,
        help_text="What happened, such as case.closed; or of which kind, such as case.",
    )
    since = MomentField(
        required=False,
        help_text="A moment with its offset, such as 2026-11-23T09:12:00+00:00; what happened "
        "before is left out.",
    )
    after = serializers.IntegerField(
        required=False,
        default=0,
        min_value=0,
        max_value=2**62,
        help_text="The `last` of the call before; 0 for the beginning.",
    )
    limit = serializers.IntegerField(
        required=False,
        default=MOST,
        min_value=1,
        max_value=MOST,
        help_text=f"How many events, 1 to {MOST}.",
    )


def matching(cases: QuerySet[Case], query: Mapping[str, Any]) -> QuerySet[Case]:
    """The cases that the filters of `query` leave."""
    if code := query.get("status"):
        cases = cases.filter(_called(code))
    if right := query.get("right"):
        cases = cases.filter(right=right)
    if day := query.get("due_before"):
        cases = cases.filter(clock__due_on__lt=day)
    if system := query.get("external_system"):
        cases = cases.filter(external_system=system)
    if external_id := query.get("external_id"):
        cases = cases.filter(external_id=external_id)
    return cases


def page(cases: QuerySet[Case], *, limit: int, cursor: str | None) -> tuple[list[Case], str | None]:
    """The cases after `cursor`, newest first, and the cursor of the next page if there is one."""
    if cursor:
        at, pk = _read(cursor)
        # Both terms: the first alone lets PostgreSQL start inside the index.
        cases = cases.filter(created_at__lte=at).exclude(created_at=at, pk__gte=pk)
    found = list(cases.order_by("-created_at", "-pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], _write(found[limit - 1]) if more else None


def _called(code: str) -> Q:
    """The rows that labels.label_of calls `code`."""
    unanswered = Q(released_at=None)
    owes_fee = Exists(Fee.objects.filter(case=OuterRef("pk"), paid_at=None, waived_at=None))
    closed = Q(status=Status.CLOSED)
    lapsed = closed & Q(outcome=Outcome.LAPSED)
    out, whole = ~closed & ~unanswered, Q(withheld_ground="")
    waiting = unanswered & Q(status=Status.AWAITING_REQUESTER)
    special = {
        "needs_identity": unanswered & Q(status=Status.VERIFYING),
        "needs_fee": waiting & Q(owes_fee),
        "needs_answer": waiting & ~Q(owes_fee),
        "answered": out & whole | closed & Q(outcome=Outcome.FULFILLED),
        "answered_in_part": out & ~whole | closed & Q(outcome=Outcome.PARTLY_FULFILLED),
        "closed_unverified": lapsed & Q(identity_settled_at=None),
        "closed_unanswered": lapsed & Q(identity_settled_at__isnull=False),
    }
    if code in special:
        return special[code]
    return unanswered & Q(status=code) if code in Status.values else closed & Q(outcome=code)


def _write(case: Case) -> str:
    text = f"{case.created_at.isoformat()}|{case.pk}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, pk = text.split("|")
        moment = datetime.fromisoformat(at)
        if moment.utcoffset() is None:
            raise ValueError("no offset")
        # A row of the year 1 or 9999 has no moment in UTC.
        return moment.astimezone(UTC), UUID(pk)
    except (ValueError, OverflowError, binascii.Error):
        fix = cast(str, ListQuery().get_fields()["cursor"].help_text)
        raise invalid([error("cursor", "This is no cursor of ours.", fix)]) from None
