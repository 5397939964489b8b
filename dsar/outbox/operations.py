"""Owe something to the outside, and try again what was given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from dsar import request_ids
from dsar.outbox import reasons
from dsar.outbox.channels import WAYS
from dsar.outbox.models import Channel, Message, State
from dsar.outbox.nudge import nudge
from dsar.rows import add_all
from dsar.vault.models import DataKey
from dsar.vault.operations import seal


@dataclass(frozen=True)
class Owed:
    """What `enqueue` takes, for several at once."""

    company_id: int
    data_key: DataKey
    channel: str
    key: str
    payload: dict[str, Any]
    due_at: datetime | None = None
    reason: str = ""
    subject: str = ""


def enqueue(
    *,
    company_id: int,
    data_key: DataKey,
    channel: str,
    key: str,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    reason: str = "",
    subject: str = "",
) -> Message:
    """The message is owed as soon as the caller's transaction commits, and not before.

    Its text is fixed and sealed now: under the case's key, or for what belongs to no case under
    one made with `vault.new_key`. `key` says what it is ("NEXT-7K3Q-9M:closed"); the same key
    again is refused by the database. `reason` is asked again about `subject` before sending.
    Raises ValueError for a payload that could never be sent.
    """
    owed = Owed(company_id, data_key, channel, key, payload, due_at, reason, subject)
    [message] = enqueue_all([owed], now=now)
    return message


def enqueue_all(owed: Iterable[Owed], *, now: datetime) -> list[Message]:
    """The same for each of these, in one statement."""
    messages = [_sealed(one, now) for one in owed]
    add_all(messages)
    if any(message.due_at <= now for message in messages):
        _nudge_after_commit()
    return messages


def _sealed(owed: Owed, now: datetime) -> Message:
    WAYS[Channel(owed.channel)].check(owed.payload)
    if not reasons.known(owed.reason):
        raise ValueError(f"nobody registered the reason {owed.reason!r}")
    due_at = owed.due_at or now
    message = Message(
        company_id=owed.company_id,
        data_key=owed.data_key,
        channel=owed.channel,
        key=owed.key,
        reason_name=owed.reason,
        reason_subject=owed.subject,
        created_at=now,
        due_at=due_at,
        next_try_at=due_at,
        request_id=request_ids.current.get(),
    )
    seal(message, "payload", owed.payload)
    return message


@transaction.atomic
def try_again(*, message_id: UUID, now: datetime) -> Message:
    """What was given up is queued again, with all its tries and under the same id."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state != State.FAILED:
        raise ValueError(f"{message} is {message.get_state_display().lower()}")
    message.state, message.attempts = State.QUEUED, 0
    message.next_try_at, message.lease_until = now, None
    message.save(update_fields=["state", "attempts", "next_try_at", "lease_until"])
    _nudge_after_commit()
    return message


def _nudge_after_commit() -> None:
    """Once a transaction: ringing takes longer than owing, and a sweep finds all that is due."""
    if not any(call is nudge for _, call, _ in transaction.get_connection().run_on_commit):
        transaction.on_commit(nudge, robust=True)
