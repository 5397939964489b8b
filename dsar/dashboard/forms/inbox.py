"""Where a company's mail is fetched."""

from typing import Any

from django import forms

from dsar.inbound.imap import TLS_PORT, Settings

from .base import DeskForm


class Inbox(DeskForm):
    host = forms.CharField(
        label="Server",
        help_text="For example imap.example.com. It is spoken to with TLS.",
        max_length=200,
        error_messages={"required": "Give the server’s name."},
    )
    port = forms.IntegerField(
        label="Port",
        min_value=1,
        max_value=65_535,
        initial=TLS_PORT,
        error_messages={"required": "Give the port, mostly 993.", "invalid": "Give a number."},
    )
    user = forms.CharField(
        label="User name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the user name of the mailbox."},
    )
    password = forms.CharField(
        label="Password",
        help_text="Kept sealed and never shown.",
        max_length=500,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    folder = forms.CharField(
        label="Folder",
        max_length=200,
        initial="INBOX",
        error_messages={"required": "Give the folder, mostly INBOX."},
    )
    since = forms.DateField(
        label="Fetch what came since",
        help_text="Older messages stay where they are.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give the day from which mail is fetched.",
            "invalid": "Give the day as a date.",
        },
    )
    is_on = forms.BooleanField(label="Look into it once a minute", required=False)

    def __init__(self, *args: Any, kept: Settings | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        if kept:
            self.fields["password"].help_text = "One is kept. Leave this empty to keep it."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("password") and "host" in given and "user" in given:
            kept = self.kept
            if kept is None:
                self.add_error("password", "Give the password of the mailbox.")
            # Else whoever may edit this page could have it sent to a server of their own.
            elif (kept.host, kept.port, kept.user) != tuple(
                given.get(name) for name in ("host", "port", "user")
            ):
                self.add_error("password", "Another server or user: give its password anew.")
            else:
                given["password"] = kept.password
        return given
