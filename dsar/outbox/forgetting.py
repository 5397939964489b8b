"""The texts of what left, or will never leave: the row stays as a note, the body goes."""

from uuid import UUID

from django.db.models import DateTimeField, QuerySet
from django.db.models.functions import Coalesce

from dsar.outbox.models import Message, State

BATCH = 1000


def forget_bodies(*, data_key_id: UUID) -> int:
    """All that was owed under the key has no text any more; what has not left never will."""
    rows = Message.objects.filter(data_key_id=data_key_id)
    rows.filter(state__in=(State.QUEUED, State.FAILED)).update(
        state=State.DROPPED, lease_until=None, last_error="erased"
    )
    return rows.filter(payload__isnull=False).update(payload=None)


def with_body(company_id: int) -> QuerySet[Message]:
    """What has left or been given up and still has its text; `over_at` is when that was."""
    over = Coalesce("sent_at", "next_try_at", output_field=DateTimeField())
    return (
        Message.objects.filter(company_id=company_id, payload__isnull=False)
        .exclude(state=State.QUEUED)
        .annotate(over_at=over)
    )


def forget_old(rows: QuerySet[Message]) -> int:
    """Up to a thousand of these lose their text; how many. What was given up is given up for good:
    without a text nobody can try again."""
    pks = list(rows.values_list("pk", flat=True)[:BATCH])
    chosen = Message.objects.filter(pk__in=pks)
    chosen.filter(state=State.FAILED).update(state=State.DROPPED, last_error="too-old")
    return chosen.exclude(state=State.QUEUED).update(payload=None)
