"""Actions that put something right afterwards. Each wants a reason, kept with the case."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from deadlines.errors import ClockError
from deadlines.working import Working
from dsar.cases import letters
from dsar.cases import recalculating as again
from dsar.cases.queries import today_at

from .base import ActionForm, words

KEPT = "Kept with the case as an internal note. The requester does not read it."


class CorrectReceipt(ActionForm):
    letter = "receipt"

    received_on = forms.DateField(
        label="On which day did it really come?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give the day on which it came.",
            "invalid": "Give the day as a date.",
        },
    )
    reason = words("How do you know?", "Write the reason; it is kept with the case.", KEPT, rows=3)

    def day(self, today: date) -> date:  # noqa: ARG002
        cleaned = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return cleaned.get("received_on") or self.case.clock.received_on

    def letter_facts(self) -> dict[str, Any]:
        was = self.case.clock.received_on
        day = self.day(was)
        if day == was:
            return {"was": was, "received_on": "[the right day]", "why": "[the date that follows]"}
        return {"was": was, "received_on": day}


class Recalculate(ActionForm):
    cause = "recalculated"
    reason = words("Why now?", "Write the reason; it is kept with the case.", KEPT, rows=3)

    def prepare(self) -> None:
        """A letter goes only where the date moves that they were told."""
        self.after, today = self._after(), today_at(self.case, timezone.now())
        told = letters.told_date(self.case.clock, today=today)
        if self.after and letters.told_date(self.after, today=today) != told:
            self.letter, self.before = "recalculated", told[0]

    def terms(self) -> again.Again:
        return again.by_current_policy(self.case)

    def letter_facts(self) -> dict[str, Any]:
        return {"cause": self.cause, "before": self.before}

    def _after(self) -> Working | None:
        try:
            return again.preview(self.case, self.terms())
        except ClockError:
            return None


class RecalculateHolidays(Recalculate):
    cause = "holidays-changed"

    def terms(self) -> again.Again:
        return again.by_current_holidays(self.case)


class Reopen(ActionForm):
    letter = "reopened"

    reason = words("Why is it opened again?", "Write the reason; it is kept with the case.", KEPT)

    def letter_facts(self) -> dict[str, Any]:
        today = today_at(self.case, timezone.now())
        after = again.reopened(self.case, today)
        return {"late": after.due_on is not None and after.due_on < today}
