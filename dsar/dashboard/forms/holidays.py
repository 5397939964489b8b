"""A day put into a company's calendar, or taken out, with the reason."""

from django import forms

from .base import DeskForm

REASON = "Why?"


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give the day as a date."},
    )


def _reason() -> forms.CharField:
    return forms.CharField(
        label=REASON,
        help_text="Where it is written that this is so. Requesters whose date it moves read it.",
        max_length=400,
        error_messages={"required": "Write the reason, for whoever asks why a date moved."},
    )


class AddHoliday(DeskForm):
    day = _day("Which day is a public holiday too?")
    name = forms.CharField(
        label="What is it called?",
        max_length=100,
        error_messages={"required": "Write what the holiday is called."},
    )
    reason = _reason()


class RemoveHoliday(DeskForm):
    day = _day("Which day is no public holiday?")
    reason = _reason()
