"""Where a company's Zendesk is, and what opens it."""

from typing import Any

from django import forms

from dsar.ticketing.connecting import HelpDeskRefused, address_of, refuse_another
from dsar.ticketing.signed import KNOWN_TO_ALL
from dsar.ticketing.zendesk import Zendesk

from .base import DeskForm
from .keys import LIVE, TEST

_TICKET = r"^\s*#?[0-9]{1,18}\s*$"


class Connection(DeskForm):
    url = forms.CharField(
        label="Subdomain",
        help_text="The name before .zendesk.com, such as example.",
        max_length=200,
        error_messages={"required": "Give the name before .zendesk.com."},
    )
    email = forms.EmailField(
        label="Agent’s email address",
        help_text="Whose name stands under the notes. The token acts as this agent.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Give the email address of an agent in Zendesk.",
            "invalid": "Give an email address, such as agent@example.com.",
        },
    )
    token = forms.CharField(
        label="API token",
        help_text="Kept sealed and never shown.",
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    due_field = forms.IntegerField(
        label="Field for the due date",
        help_text="The number of a ticket field of the kind “Date”. None is filled if left empty.",
        required=False,
        min_value=1,
        max_value=9_007_199_254_740_991,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Give the field’s number, from its address in Zendesk.",
            "min_value": "Give the field’s number, from its address in Zendesk.",
            "max_value": "Give the field’s number, from its address in Zendesk.",
        },
    )
    is_on = forms.BooleanField(label="Write notes into tickets", required=False)
    secret = forms.CharField(
        label="Signing secret",
        help_text="Of the webhook in Zendesk that sends tickets here. Kept sealed and never shown. "
        "Leave it empty where none does.",
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    kind = forms.ChoiceField(
        label="What do tickets become?",
        choices=[(TEST, "Test cases"), (LIVE, "Real cases")],
        required=False,
        initial=TEST,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of two."},
    )

    def __init__(
        self, *args: Any, kept: Zendesk | None, signs: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        if kept:
            self.fields["token"].help_text = "One is kept. Leave this empty to keep it."
        if signs:
            self.fields["secret"].help_text = "One is kept. Leave this empty to keep it."

    def clean_url(self) -> str:
        try:
            given = address_of(self.cleaned_data["url"])
            refuse_another(self.kept.url if self.kept else given, given)
            return given
        except HelpDeskRefused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_secret(self) -> str:
        given: str = self.cleaned_data["secret"]
        if given == KNOWN_TO_ALL:
            raise forms.ValidationError(
                "Everybody knows this one: it signs tests. Save the webhook in Zendesk, then show "
                "its own secret."
            )
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("token") and "url" in given:
            if self.kept is None:
                self.add_error("token", "Give an API token of your Zendesk.")
            else:
                given["token"] = self.kept.token
        return given

    def account(self) -> Zendesk:
        given = self.cleaned_data
        return Zendesk(given["url"], given["email"], given["token"], given["due_field"])


class Trial(DeskForm):
    ticket = forms.RegexField(
        _TICKET,
        label="Number of a ticket",
        help_text="It gets a private note that says that it is a test. Leave it empty to only ask "
        "whether the token opens your Zendesk.",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "A ticket has a number, such as 48213."},
    )

    def clean_ticket(self) -> str:
        given: str = self.cleaned_data["ticket"]
        return given.strip().removeprefix("#")
