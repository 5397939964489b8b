"""Where a system of the company's is told of events, and of which."""

import re
from typing import Any

from django import forms

from dsar.cases.event_names import OF_CASES, TOLD
from dsar.outbox.channels.webhook import REMINDER

from .base import DeskForm
from .keys import LIVE, TEST

EVENTS = {REMINDER: TOLD[REMINDER]} | OF_CASES
KINDS = {event.partition(".")[0] for event in EVENTS}


class Webhook(DeskForm):
    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="Where your system listens, such as https://example.com/hooks/desk.",
        error_messages={"required": "Give the address at which your system listens."},
    )
    types = forms.CharField(
        label="Which events?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: an event such as case.closed, or a kind such as clock. "
        "Leave it empty for all.",
    )
    kind = forms.ChoiceField(
        label="Of which cases?",
        choices=[(LIVE, "Real cases"), (TEST, "Test cases only")],
        required=False,
        initial=LIVE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of two."},
    )
    is_on = forms.BooleanField(label="Send events", required=False)

    def clean_types(self) -> list[str]:
        names = re.split(r"[\s,]+", self.cleaned_data["types"].strip().lower())
        if unknown := sorted(set(names) - EVENTS.keys() - KINDS - {""}):
            raise forms.ValidationError(
                "There is no event %(name)s. Take the names from the list on this page.",
                params={"name": unknown[0]},
            )
        return [name for name in names if name]

    def arguments(self) -> dict[str, Any]:
        """What `set_webhook` takes of it."""
        given = self.cleaned_data
        return {
            "url": given["url"],
            "types": given["types"],
            "is_on": given["is_on"],
            "is_test": given["kind"] == TEST,
        }
