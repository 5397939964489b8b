"""Clocks with a ladder of reminders."""

from datetime import UTC, date, datetime

from deadlines import operations
from deadlines.models import Clock, Reminder
from deadlines.operations import Rung, plan_reminders

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LADDER = [
    Rung(14, ["owner"]),
    Rung(7, ["owner"]),
    Rung(0, ["owner", "lead"]),
    Rung(-3, ["lead", "dpo"]),
]


def planned_clock(*, company_id: int = 7, ladder=LADDER) -> Clock:
    clock = operations.start_clock(
        company_id=company_id,
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        request="access",
        received_on=date(2026, 11, 2),
        promise=None,
        now=NOW,
    )
    plan_reminders(clock_id=clock.pk, ladder=ladder, now=NOW)
    return clock


def waiting(clock: Clock) -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(clock=clock, taken_at=None).order_by("on")
    return [(row.kind, row.on.isoformat()) for row in rows]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
