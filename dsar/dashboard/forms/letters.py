"""That a letter left the house."""

from django import forms

from .base import DeskForm


class Posted(DeskForm):
    on = forms.DateField(
        label="Posted on",
        help_text="Today, if left empty.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as a date."},
    )
