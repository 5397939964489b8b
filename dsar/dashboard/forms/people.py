"""Who is let in, and as what."""

from typing import Any

from django import forms

from dsar.accounts import weak
from dsar.accounts.models import User
from dsar.accounts.roles import Role

from .base import DeskForm

_ROLES = [(role.value, role.label) for role in Role]
CHOOSE = {"required": "Choose a role.", "invalid_choice": "Choose a role from the list."}


class Invite(DeskForm):
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Give their name."}
    )
    email = forms.EmailField(
        label="Email",
        help_text="The link to come in by goes there.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give their email address."},
    )
    role = forms.ChoiceField(
        label="Role", choices=_ROLES, widget=forms.RadioSelect, error_messages=CHOOSE
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ChangeRole(DeskForm):
    role = forms.ChoiceField(
        label="Role", choices=_ROLES, widget=forms.RadioSelect, error_messages=CHOOSE
    )


class FirstPassword(DeskForm):
    """Of somebody who came by the link of an invitation, or forgot the one they had."""

    password = forms.CharField(
        label="A password of your own",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = (
            f"At least {weak.least()} characters. Four or five words that nobody would put together"
            " are easy to keep in mind."
        )
        self.person = person


class Forgotten(DeskForm):
    email = forms.EmailField(
        label="Email",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Give the email address that you sign in with."},
    )
