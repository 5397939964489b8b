"""What a company's own system is told of a case: that a reminder is due. No personal data."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from deadlines.rows import Taken
from dsar.companies.models import WebhookEndpoint
from dsar.companies.webhooks import endpoints_on, owe_event

from .escalating import CHANNELS
from .models import Case

WEBHOOK = "webhook"


def receivers(taken: Iterable[Taken]) -> dict[int, WebhookEndpoint]:
    """Where the companies of those that go by webhook are told, of each that has one and it is
    on."""
    companies = {row.company_id for row in taken if WEBHOOK in row.channels}
    return endpoints_on(companies) if companies else {}


def ways(row: Taken, endpoints: Mapping[int, WebhookEndpoint]) -> Collection[str]:
    """How its people are told: every way there is where a webhook was the only one and has gone."""
    lost = set(row.channels) == {WEBHOOK} and row.company_id not in endpoints
    return CHANNELS if lost else row.channels


def owe_webhook(
    case: Case, row: Taken, endpoints: Mapping[int, WebhookEndpoint], *, now: datetime
) -> None:
    """An event for a reminder that goes by webhook, where it can."""
    endpoint = endpoints.get(row.company_id)
    if endpoint and WEBHOOK in row.channels:
        owe_event(
            endpoint,
            "reminder.due",
            _data(case, row),
            key=f"webhook:reminder:{row.pk}",
            now=now,
            reason="case-open",
            subject=str(case.pk),
        )


def _data(case: Case, row: Taken) -> dict[str, Any]:
    due_on = case.clock.due_on
    return {
        "reference": case.reference,
        "kind": row.kind,
        "due_on": due_on and due_on.isoformat(),
        "link": f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/",
    }
