"""Clocks, what happened to them, and the reminders they owe. No due date is ever counted down."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from .events import EXTEND, KINDS, NOTES, Event
from .holidays import Overrides
from .promise import Promise
from .working import Working


class Clock(models.Model):
    """A period that runs from a receipt. Its dates are those of `working`, kept to be searched."""

    class State(models.TextChoices):
        RUNNING = "running"
        STARTS_LATER = "starts-later"
        PAUSED = "paused"
        OPEN_ENDED = "open-ended"  # it runs, and the law names no last day

    company_id = models.BigIntegerField()  # a tenant's number; what a tenant is, we do not know
    rule = models.CharField(max_length=40)
    calendar = models.CharField(max_length=16)
    overrides = models.JSONField(default=dict, blank=True)
    request = models.CharField(max_length=40)
    received_on = models.DateField()
    promise_count = models.PositiveSmallIntegerField(null=True, blank=True)
    promise_unit = models.CharField(max_length=6, blank=True)
    promise_source = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    started_on = models.DateField(null=True, blank=True)
    statutory_on = models.DateField(null=True, blank=True)
    promise_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    # Our own aim, so many days before the due date. No law knows it, and no requester sees it.
    target_days = models.PositiveSmallIntegerField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    acknowledge_by = models.DateField(null=True, blank=True)
    notice_by = models.DateField(null=True, blank=True)
    refuse_by = models.DateField(null=True, blank=True)
    extended = models.BooleanField(default=False)
    stopped_on = models.DateField(null=True, blank=True)
    working = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["company_id", "due_on"],
                condition=Q(stopped_on=None),
                name="clock_due_while_it_runs",
            ),
            models.Index(fields=["due_on"], condition=Q(stopped_on=None), name="clock_next_due"),
            # A report asks for those received or stopped on the days that it is about.
            models.Index(fields=["received_on", "company_id"], name="clock_received"),
            models.Index(
                fields=["stopped_on", "company_id"],
                condition=Q(stopped_on__isnull=False),
                name="clock_stopped",
            ),
        ]
        # A condition over NULL is neither true nor false and would pass: hence each isnull below.
        constraints = [
            # For the keys of events and reminders, which hold them to their clock's company.
            models.UniqueConstraint(fields=["id", "company_id"], name="clock_of_one_company"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "starts-later", "paused", "open-ended"]),
                name="clock_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="running", due_on__isnull=False, statutory_on__isnull=False)
                | Q(state="open-ended", statutory_on=None)
                | Q(state__in=["starts-later", "paused"], due_on=None, statutory_on=None),
                name="clock_has_a_due_date_if_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state="starts-later", started_on=None)
                | Q(
                    ~Q(state="starts-later"),
                    started_on__isnull=False,
                    started_on__gte=F("received_on"),
                ),
                name="clock_starts_on_or_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None)
                | Q(state="open-ended")
                | Q(due_on=F("statutory_on"), promise_on=None)
                | Q(due_on=F("statutory_on"), promise_on__gte=F("statutory_on"))
                | Q(due_on=F("statutory_on"), extended=True)
                | Q(
                    promise_on__isnull=False,
                    due_on=F("promise_on"),
                    promise_on__lt=F("statutory_on"),
                    extended=False,
                ),
                name="clock_is_due_on_the_earlier_date",
            ),
            models.CheckConstraint(
                condition=Q(promise_count=None, promise_on=None, promise_unit="", promise_source="")
                | Q(
                    promise_count__isnull=False,
                    promise_count__gt=0,
                    promise_on__isnull=False,
                    promise_unit__in=["days", "months"],
                ),
                name="clock_promise_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None) | Q(stopped_on__gte=F("received_on")),
                name="clock_stops_on_or_after_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} from {self.received_on}"

    @property
    def explained(self) -> Working:
        """The stored working, as it was when the clock last changed."""
        return Working.from_json(self.working)

    @property
    def promise(self) -> Promise | None:
        if self.promise_count is None:
            return None
        return Promise(self.promise_count, self.promise_unit, self.promise_source)

    @property
    def calendar_overrides(self) -> Overrides | None:
        return Overrides.from_json(self.overrides) if self.overrides else None


class ClockEvent(models.Model):
    """Something that happened to a clock. Never changed; an undone mistake is another event."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    company_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    on = models.DateField()
    was = models.DateField(null=True, blank=True)
    became = models.DateField(null=True, blank=True)
    by = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=6, blank=True)
    note = models.CharField(max_length=40, blank=True)  # a code, never free text
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="clock_event_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=EXTEND, by__isnull=False, by__gt=0, unit__in=["days", "months"])
                | Q(~Q(kind=EXTEND), by=None, unit=""),
                name="clock_event_only_an_extension_has_a_length",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NOTES) | Q(was=None, became=None),
                name="clock_event_only_a_note_has_a_before",
            ),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(kind=EXTEND), name="clock_is_extended_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"

    def as_event(self) -> Event:
        return Event(self.kind, self.on, self.by, self.unit or None, self.was, self.became)


class Reminder(models.Model):
    """Some people are to be told of a day. Taken once; what was missed is taken late."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="reminders")
    company_id = models.BigIntegerField()
    kind = models.CharField(max_length=24)  # due-14, due-0, overdue-3, notice-3, waiting+7
    # The day it is of, whether or not anybody works then.
    on = models.DateField()
    # When it may first be taken: the office opens.
    at = models.DateTimeField()
    # From when on it is taken though the office be closed; None: it waits until it opens.
    by = models.DateTimeField(null=True, blank=True)
    audience: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    channels: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    # Once more each so many days; 0 means once. One row at a time.
    every = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["at", "id"], condition=Q(taken_at=None), name="reminder_to_be_taken"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "kind", "on"], name="reminder_once_a_clock_kind_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


def dates_of(working: Working) -> dict[str, Any]:
    """The columns of a clock that repeat its working."""
    return {
        "rule": working.rule,
        "request": working.request,
        "state": working.state,
        "started_on": working.started_on,
        "statutory_on": working.statutory_on,
        "promise_on": working.promise_on,
        "due_on": working.due_on,
        "target_on": working.target_on,
        "acknowledge_by": working.acknowledge_by,
        "notice_by": working.notice_by,
        "refuse_by": working.refuse_by,
        "extended": working.extended,
        "working": working.to_json(),
    }


def columns_of(promise: Promise | None) -> dict[str, Any]:
    """The columns of a clock that hold its promise."""
    return {
        "promise_count": promise.count if promise else None,
        "promise_unit": promise.unit if promise else "",
        "promise_source": promise.source if promise else "",
    }
