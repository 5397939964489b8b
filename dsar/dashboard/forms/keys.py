"""What a new API key may do, and for how long."""

from datetime import timedelta

from django import forms

from dsar.companies.api_keys import Scope

from .base import DeskForm

TEST, LIVE = "test", "live"
FOR_EVER = ""
LASTS = [("30", "30 days"), ("90", "90 days"), ("365", "One year"), (FOR_EVER, "Until revoked")]


class NewKey(DeskForm):
    name = forms.CharField(
        label="Who uses it?",
        max_length=80,
        help_text="A system, such as Zendesk. Name no person: it stands in lists.",
        error_messages={"required": "Say which system uses the key."},
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=Scope.choices,
        initial=[Scope.CREATE, Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one thing: a key without any opens nothing.",
            "invalid_choice": "Choose from the list.",
        },
    )
    kind = forms.ChoiceField(
        label="Which cases?",
        choices=[
            (TEST, "Test cases only: marked as such, and not in the register"),
            (LIVE, "Real cases"),
        ],
        help_text="Letters of a test case go to the address that you give it: give one of yours.",
        initial=TEST,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose test or real.", "invalid_choice": "Choose one of two."},
    )
    lasts = forms.ChoiceField(
        label="How long does it work?",
        choices=LASTS,
        initial="365",
        required=False,
        error_messages={"invalid_choice": "Choose from the list."},
    )

    @property
    def lifetime(self) -> timedelta | None:
        days = self.cleaned_data["lasts"]
        return timedelta(days=int(days)) if days else None
