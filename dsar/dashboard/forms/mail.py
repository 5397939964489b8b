"""What an officer says about a mail that came in."""

from typing import Any

from django import forms

from dsar.companies.rights import CHOICES, RIGHTS
from dsar.inbound.models import Mail
from dsar.languages import NAMES

from .base import DeskForm, one_of

_CHOICES = [*CHOICES[:-1], ("complaint", RIGHTS["complaint"]), CHOICES[-1]]


class Accept(DeskForm):
    rights = forms.MultipleChoiceField(
        label="What do they ask for?",
        help_text="Each becomes a case with its own reference and its own date.",
        choices=_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose what they ask for; “not sure” is a choice.",
            "invalid_choice": "Choose from the list.",
        },
    )
    name = forms.CharField(
        label="Name",
        help_text="As they call themselves. Who they are is found out in the case.",
        max_length=200,
        error_messages={"required": "Give the name of the person who asks."},
    )
    email = forms.EmailField(
        label="Email address",
        help_text="The receipt goes there.",
        error_messages={
            "required": "Give the address that the receipt goes to.",
            "invalid": "Give the email address like name@example.com.",
        },
    )
    language = forms.ChoiceField(
        label="Which language do they read?",
        choices=list(NAMES.items()),
        error_messages={"invalid_choice": "Choose a language from the list."},
    )

    def clean_rights(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["rights"]
        if "complaint" in chosen and len(chosen) > 1:
            raise forms.ValidationError(
                "A complaint is a case of its own: untick the others, and log them by hand."
            )
        return chosen


class Belongs(DeskForm):
    reference = forms.CharField(
        label="Reference of the case",
        max_length=20,
        error_messages={"required": "Give the reference of the case."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NoRequest(DeskForm):
    why = one_of("What is it?", "Choose what it is.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = self.fields["why"]
        assert isinstance(why, forms.ChoiceField)  # noqa: S101 - for the type checker
        why.choices = Mail.Why.choices
