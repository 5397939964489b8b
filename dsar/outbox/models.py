"""What is owed, when each sweep last came round, and when a clock went wrong."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey


class Channel(models.TextChoices):
    EMAIL = "email"
    WEBHOOK = "webhook"
    CALLBACK = "callback"
    TICKET = "ticket"
    PROCESSOR = "processor"


# Somebody's machine, which may take all the time there is; a person waits for a letter.
BY_MACHINE = (Channel.WEBHOOK, Channel.TICKET, Channel.PROCESSOR)


class State(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed", "Gave up"
    DROPPED = "dropped", "No longer needed"


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company_id = models.BigIntegerField()
    # Whose erasure makes the text unreadable.
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    # Readable, and the second of two equal promises is refused: "NEXT-7K3Q-9M:closed".
    key = models.CharField(max_length=200, unique=True)
    payload = SealedField()
    # Asked again before sending; empty means always.
    reason_name = models.CharField(max_length=60, blank=True)
    reason_subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    # When it ought to leave, and when we try next. The first never moves.
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    # A code ("smtp-550"), never a server's words: those repeat addresses.
    last_error = models.CharField(max_length=40, blank=True)
    # Of the call or page that owed it, for the log of whoever sends it; empty for what came due.
    # By the database, so that a release that does not know it goes on while this one is put in.
    request_id = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_sent_iff_sent_at",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(name="outbox_known_state", condition=Q(state__in=State.values)),
        ]
        indexes = [
            models.Index(
                name="outbox_due", fields=["next_try_at", "id"], condition=Q(state=State.QUEUED)
            ),
            models.Index(
                name="outbox_gave_up", fields=["company_id"], condition=Q(state=State.FAILED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class Tick(models.Model):
    """When a sweep last came round: a live process that does nothing leaves no tick."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()  # by the clock of whoever swept
    # By PostgreSQL's, the one clock that all of them share: what an age is told by.
    seen_at = models.DateTimeField(db_default=Now())
    seconds = models.FloatField(null=True)  # how long the last one took

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class ClockJump(models.Model):
    """A sweep saw the time jump, or its clock and PostgreSQL's apart: once an hour and kind."""

    class Kind(models.TextChoices):
        FORWARD = "forward", "jumped forward"
        BACK = "back", "jumped back"
        APART = "apart", "differs from PostgreSQL's"

    key = models.CharField(max_length=40, unique=True)  # "back 2026-11-22 04"
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Of the sweeping clock: how far it jumped, or how far ahead it is; below 0 for back or behind.
    seconds = models.FloatField()
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_jump_known_kind", condition=Q(kind__in=["forward", "back", "apart"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.seconds:+.0f} s"


# How long after a failed try the next one comes. A day of waiting bridges most outages.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=18),
)
# As Standard Webhooks says: ten tries in three days, for a receiver that breaks on a Friday.
WEBHOOK_WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)


def waits_of(channel: str) -> tuple[timedelta, ...]:
    return WEBHOOK_WAITS if channel in BY_MACHINE else WAITS


def most_tries(channel: str) -> int:
    return len(waits_of(channel)) + 1
