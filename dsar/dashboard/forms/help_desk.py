"""Where a company's Zendesk or Jira is, and what opens it."""

from typing import Any, ClassVar

from django import forms

from dsar.ticketing.account import Account
from dsar.ticketing.connecting import HelpDeskRefused, address_of, refuse_another
from dsar.ticketing.jira import Jira
from dsar.ticketing.signed import KNOWN_TO_ALL
from dsar.ticketing.zendesk import Zendesk

from .base import DeskForm
from .keys import LIVE, TEST

# Jira knows an issue by its key as well.
_TICKET = r"^\s*(#|[A-Za-z][A-Za-z0-9_]{0,20}-)?[0-9]{1,18}\s*$"


def _field(label: str, help_text: str, mend: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=1,
        max_value=9_007_199_254_740_991,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), mend),
    )


class Connection(DeskForm):
    kind_of: ClassVar[type[Account]]

    url = forms.CharField(
        label="Subdomain",
        max_length=200,
    )
    email = forms.EmailField(
        help_text="Whose name stands under the notes. The token acts as this account.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Give the email address that the token belongs to.",
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
    is_on = forms.BooleanField(label="Write notes into tickets", required=False)
    secret = forms.CharField(
        label="Signing secret",
        help_text="Of the webhook there that sends tickets here. Kept sealed and never shown. "
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
        self, *args: Any, kept: Account | None, signs: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        host = f"the name before .{self.kind_of.host}"
        self.fields["url"].help_text = f"T{host[1:]}, such as example."
        self.fields["url"].error_messages["required"] = f"Give {host}."
        if kept:
            self.fields["token"].help_text = "One is kept. Leave this empty to keep it."
        if signs:
            self.fields["secret"].help_text = "One is kept. Leave this empty to keep it."

    def clean_url(self) -> str:
        try:
            given = address_of(self.cleaned_data["url"], self.kind_of.host)
            refuse_another(self.kept.url if self.kept else given, given, self.kind_of.name)
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
                self.add_error("token", f"Give an API token of your {self.kind_of.name}.")
            else:
                given["token"] = self.kept.token
        return given

    def account(self) -> Account:
        given = self.cleaned_data
        return self.kind_of(
            given["url"],
            given["email"],
            given["token"],
            given.get("due_field"),
            given.get("name_field"),
            given.get("email_field"),
            given.get("project", ""),
            given.get("issue_type", ""),
        )


class ZendeskConnection(Connection):
    kind_of = Zendesk

    due_field = _field(
        "Field for the due date",
        "The number of a ticket field of the kind “Date”. None is filled if left empty.",
        "Give the field’s number, from its address in Zendesk.",
    )
    field_order = ("url", "email", "token", "due_field")


class JiraConnection(Connection):
    kind_of = Jira

    email_field = _field(
        "Field with the requester’s email address",
        "The number in customfield_10042. Leave it empty where the reporter of an issue is who "
        "asks, as in a service desk: what a colleague reports is not taken then.",
        "Give the number in the field’s name, such as 10042.",
    )
    name_field = _field(
        "Field with the requester’s name",
        "The number of that field, where the email address has one.",
        "Give the number in the field’s name, such as 10042.",
    )
    project = forms.RegexField(
        r"^[A-Z][A-Z0-9_]{1,19}$",
        label="Project for searches",
        help_text="Each search that is asked for is an issue there, such as in DSR. None is made "
        "if left empty.",
        required=False,
        error_messages={"invalid": "Give the project’s key, such as DSR."},
    )
    issue_type = forms.CharField(
        label="Kind of issue for searches",
        help_text="As Jira calls it, such as Task.",
        required=False,
        max_length=60,
        initial="Task",
    )
    field_order = ("url", "email", "token", "email_field", "name_field", "project", "issue_type")


FORMS: dict[str, type[Connection]] = {
    form.kind_of.system: form for form in (ZendeskConnection, JiraConnection)
}


class Trial(DeskForm):
    ticket = forms.RegexField(
        _TICKET,
        label="Number of a ticket",
        help_text="It gets a private note that says that it is a test. Leave it empty to only ask "
        "whether the token works.",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "A ticket has a number, such as 48213; an issue may be named as DSR-12."
        },
    )

    def clean_ticket(self) -> str:
        given: str = self.cleaned_data["ticket"]
        return given.strip().removeprefix("#").upper()
