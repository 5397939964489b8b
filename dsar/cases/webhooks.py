"""What a company's own systems are told of its cases: that a reminder is due, and each event that
the API's feed lists. No personal data.

The chain's row is what is owed: a look at it makes an event for each system that wants it and, in
the same transaction, moves the mark that says how far that system was told. So what happened is
told if it was committed and not otherwise, in the chain's order, and no change waits for a key to
be opened that it does not need itself.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from deadlines.rows import Taken
from dsar.audit.models import Event
from dsar.companies.models import WebhookEndpoint
from dsar.companies.webhooks import owe_event, owed, told_of_reminders
from dsar.outbox.channels.webhook import REMINDER
from dsar.outbox.operations import Owed, enqueue_all

from .closed import Closed
from .escalating import CHANNELS
from .models import Case

WEBHOOK = "webhook"
AT_ONCE = 500
"""Events of one chain that one transaction looks at."""


def owe_events(*, now: datetime) -> int:
    """Each system that wants it is owed what has happened since the last look; how much that is."""
    closed = Closed("Webhooks")
    count = 0
    for pk, company_id in list(_behind().values_list("pk", "company_id")):
        with closed.without(company_id):
            while (made := _owe_next(pk, now=now)) is not None:
                count += made
    closed.tell()
    return count


def _behind() -> QuerySet[WebhookEndpoint]:
    later = Event.objects.filter(company_id=OuterRef("company_id"), seq__gt=OuterRef("told_seq"))
    listening = WebhookEndpoint.objects.filter(Exists(later), is_on=True)
    return listening.exclude(types=[REMINDER]).order_by("pk")


@transaction.atomic
def _owe_next(pk: int, *, now: datetime) -> int | None:
    """How many of the next events are owed now; None where there are none, or somebody else is
    at it."""
    found = _behind().select_for_update(of=("self",), skip_locked=True, no_key=True)
    endpoint = found.select_related("company", "data_key__company_key").filter(pk=pk).first()
    if endpoint is None:
        return None
    chain = Event.objects.filter(company_id=endpoint.company_id, seq__gt=endpoint.told_seq)
    events = list(chain.order_by("seq")[:AT_ONCE])
    cases = set(
        Case.objects.filter(
            company=endpoint.company_id,
            is_test=endpoint.is_test,
            reference__in={event.subject for event in events},
        ).values_list("reference", flat=True)
    )
    wanted = [one for one in events if one.subject in cases and endpoint.wants(one.event)]
    enqueue_all((_owed(endpoint, one) for one in wanted), now=now)
    endpoint.told_seq = events[-1].seq
    endpoint.save(update_fields=["told_seq"])
    return len(wanted)


def _owed(endpoint: WebhookEndpoint, event: Event) -> Owed:
    """Under the number and the name that the feed gives it."""
    told = {
        "id": event.seq,
        "type": event.event,
        "timestamp": event.at.isoformat(),
        "data": {"company": endpoint.company.slug, "reference": event.subject},
    }
    return owed(endpoint, told, str(event.seq))


def receivers(taken: Iterable[Taken]) -> dict[int, list[WebhookEndpoint]]:
    """Where the companies of those that go by webhook are told, of each that has one and it is
    on."""
    companies = {row.company_id for row in taken if WEBHOOK in row.channels}
    return told_of_reminders(companies) if companies else {}


def ways(case: Case, row: Taken, endpoints: Mapping[int, list[WebhookEndpoint]]) -> Collection[str]:
    """How its people are told: every way there is where a webhook was the only one and none hears
    of such a case."""
    hears = any(one.is_test == case.is_test for one in endpoints.get(row.company_id, ()))
    return CHANNELS if set(row.channels) == {WEBHOOK} and not hears else row.channels


def owe_webhook(
    case: Case, row: Taken, endpoints: Mapping[int, list[WebhookEndpoint]], *, now: datetime
) -> None:
    """An event for a reminder that goes by webhook, to each system that wants it."""
    for endpoint in endpoints.get(row.company_id, ()) if WEBHOOK in row.channels else ():
        if endpoint.is_test == case.is_test:
            owe_event(
                endpoint,
                REMINDER,
                _data(case, row),
                of=str(row.pk),
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
