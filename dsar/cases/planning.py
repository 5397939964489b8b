"""Which reminders a case owes from now on, by the ladder of its policy."""

from datetime import datetime

from deadlines import operations as clocks

from .models import Case


def plan_reminders(case: Case, *, now: datetime) -> None:
    """Rows for what is to come, and none that no longer fits. To be called after every change of
    the clock, and of what the case waits for."""
    clocks.plan_reminders(clock_id=case.clock_id, ladder=case.policy.rules.ladder.value, now=now)
