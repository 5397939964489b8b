"""Who sends which row: a lease in the row itself, and what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import models, transaction
from django.db.models import F, Q

from dsar.outbox.models import WEBHOOK_WAITS, Message, State, most_tries, waits_of

# Longer than a worker may live on one task (CELERY_TASK_TIME_LIMIT): a lease that ran out
# belongs to somebody dead.
LEASE = timedelta(minutes=5)
# How long a way out is left alone when nobody answered there.
REST = timedelta(minutes=1)
_dice = SystemRandom()


@transaction.atomic
def claim(*, now: datetime, limit: int) -> list[Message]:
    """Up to `limit` rows that are due, which nobody else will touch until the lease ends."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Message.objects.filter(free, state=State.QUEUED, next_try_at__lte=now)
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("data_key__company_key")
        .order_by("next_try_at", "id")[:limit]
    )
    until = now + LEASE
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(lease_until=until)
    for row in rows:
        row.lease_until = until
    return rows


def bring_back(*, now: datetime) -> int:
    """After a clock that ran ahead: what it wrote down as owed, or put off, is due at once; how
    many rows that were. Leases stand: whoever holds one may be sending."""
    ahead = Q(created_at__gt=now, due_at__lte=F("created_at"))
    put_off = Q(attempts__gt=0, next_try_at__gt=now + 2 * WEBHOOK_WAITS[-1])
    rows = Message.objects.filter(ahead | put_off, state=State.QUEUED, next_try_at__gt=now)
    return rows.update(next_try_at=now)


def begin(row: Message) -> bool:
    """Count a try, before it is made, so that a row that kills its sender runs out of tries.

    False if the lease has passed to somebody else.
    """
    counted = _mine(row).update(attempts=F("attempts") + 1)
    row.attempts += counted
    return bool(counted)


def give_back(rows: Sequence[Message]) -> None:
    """Not tried, all of one claim: the next sweep may have them at once."""
    mine = Message.objects.filter(state=State.QUEUED, lease_until=rows[0].lease_until)
    mine.filter(pk__in=[row.pk for row in rows]).update(lease_until=None)


def put_off(row: Message, *, code: str, now: datetime, begun: bool) -> None:
    """Not sent, and not the row's fault: a minute of rest, and a try once begun does not count."""
    _mine(row).update(
        attempts=row.attempts - begun,
        lease_until=None,
        last_error=code,
        next_try_at=now + REST,
    )


def mark_sent(row: Message, *, now: datetime, lacks: str = "") -> None:
    """Also when the lease has run out meanwhile: it is sent, and nobody need send it again. `lacks`
    is the code of what the other side did not take with it."""
    Message.objects.filter(pk=row.pk, state=State.QUEUED).update(
        state=State.SENT, sent_at=now, lease_until=None, last_error=lacks
    )


def mark_dropped(row: Message, *, code: str) -> None:
    _mine(row).update(state=State.DROPPED, lease_until=None, last_error=code)


def mark_not_sent(
    row: Message, *, code: str, for_good: bool, now: datetime, after: timedelta = timedelta()
) -> None:
    """Queued for later, each wait longer than the last and none shorter than `after`; given up
    after the last try of its way out."""
    if for_good or row.attempts >= most_tries(row.channel):
        _mine(row).update(state=State.FAILED, lease_until=None, last_error=code)
        return
    wait = waits_of(row.channel)[row.attempts - 1]
    wait *= _dice.uniform(0.8, 1.2)  # so that they do not come in one wave
    _mine(row).update(lease_until=None, last_error=code, next_try_at=now + max(wait, after))


def _mine(row: Message) -> models.QuerySet[Message]:
    return Message.objects.filter(pk=row.pk, state=State.QUEUED, lease_until=row.lease_until)
