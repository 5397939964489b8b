"""Where a company's own system is told of reminders."""

from django import forms

from .base import DeskForm


class Webhook(DeskForm):
    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="Where your system listens, such as https://example.com/hooks/desk.",
        error_messages={"required": "Give the address at which your system listens."},
    )
    is_on = forms.BooleanField(label="Send events", required=False)
