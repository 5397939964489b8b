"""What a company's own system is told of a case: that a reminder is due. No personal data."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from deadlines.rows import Taken
from dsar.companies.webhooks import endpoints_on, owe_event

from .models import Case

WEBHOOK = "webhook"


def owe_webhooks(taken: Iterable[tuple[Case, Taken]], *, now: datetime) -> None:
    """An event for each reminder that goes by webhook, where the company has one and it is on."""
    told = [(case, row) for case, row in taken if WEBHOOK in row.channels]
    if not told:
        return
    endpoints = endpoints_on({case.company_id for case, _ in told})
    for case, row in told:
        if endpoint := endpoints.get(case.company_id):
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
