"""The end of a restriction: the notice before it, and that it was lifted."""

from typing import Any

from django import forms
from django.utils import timezone

from dsar.cases.done import body_of
from dsar.cases.queries import today_at
from dsar.cases.restriction import AHEAD, LEAST, NOTICE, first_day, running

from .base import ActionForm, words


def _day(label: str, hint: str, missing: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Give the day as a date."},
    )


class AnnounceEnd(ActionForm):
    letter = NOTICE

    ends_on = _day(
        "Day on which it ends",
        f"At least {AHEAD} days from today, so that the person can object before (Art. 18(3)).",
        "Give the day on which it ends.",
    )
    reason = words(
        "Why does it end?",
        "Write why it ends, in words for the requester.",
        "The requester reads it as you write it here.",
        rows=4,
    )

    def prepare(self) -> None:
        self.initial.setdefault("ends_on", first_day(today_at(self.case, timezone.now())))

    def letter_facts(self) -> dict[str, Any]:
        row = running(self.case)
        # To look for errors is to clean; what is wrong with another field does not matter here.
        cleaned = self.cleaned_data if self.is_bound and self.errors is not None else self.initial
        return {
            "what": body_of(self.case, row)["what"] if row else "",
            "on": cleaned.get("ends_on") or "[the day]",
            "reason": self.typed("reason", "why it ends"),
        }


class RecordEnd(ActionForm):
    ended_on = _day(
        "Day on which it was lifted",
        f"Not before the day that was announced, and {LEAST} days or more after the letter left.",
        "Give the day on which it was lifted.",
    )
    how = words(
        "How was it lifted, and by whom?",
        "Write how it was lifted.",
        "Kept with the case as an internal note. The requester does not read it.",
        rows=3,
    )

    def prepare(self) -> None:
        row = running(self.case)
        if row is not None and row.ends_on:
            self.initial.setdefault("ended_on", row.ends_on)
