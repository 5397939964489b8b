"""What can be said on the page of one's own request, besides a message."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsar.cases.operations.charging import CHOICES
from dsar.cases.operations.responding import CANNOT_OPEN, VERDICTS

from .forms import LINE, PlainForm, words


class JudgeForm(PlainForm):
    verdict = forms.ChoiceField(
        label=_("Was this what you asked for?"),
        choices=[(code, _(said)) for code, said in VERDICTS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether it was what you asked for"),
            "invalid_choice": _("Choose whether it was what you asked for"),
        },
    )
    text = words(_("What is missing or wrong?"))


class CannotOpenForm(PlainForm):
    why = forms.ChoiceField(
        label=_("What is wrong with the file?"),
        choices=[(code, _(said)) for code, said in CANNOT_OPEN.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with the file"),
            "invalid_choice": _("Choose what is wrong with the file"),
        },
    )
    text = words(_("Anything else we should know"))


class FeeForm(PlainForm):
    """The first three are said here; the others have a page of their own."""

    WITHDRAW, COMPLAIN = "withdraw", "complain"

    choice = forms.ChoiceField(
        label=_("What would you like to do about the fee?"),
        choices=[
            *((code, _(label)) for code, label in CHOICES.items()),
            (WITHDRAW, _("I withdraw my request")),
            (COMPLAIN, _("I complain")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you would like to do about the fee"),
            "invalid_choice": _("Choose what you would like to do about the fee"),
        },
    )
    text = words("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your words")


class ComplainForm(PlainForm):
    wrong = words(_("What went wrong?"), missing=_("Tell us what went wrong"))
    better = words(_("What would put it right?"))


class ReceiverForm(PlainForm):
    receiver = forms.CharField(
        label=_("The name of the other company"),
        max_length=LINE,
        error_messages={"required": _("Enter the name of the other company")},
    )
    address = forms.CharField(
        label=_("Where should we send it?"),
        help_text=_("The email or upload address that they gave you. Check every letter."),
        max_length=LINE,
        error_messages={"required": _("Enter the email or upload address of the other company")},
    )
