"""What can be said on the page of one's own request, besides a message."""

from django import forms

from dsar.cases.operations.responding import CANNOT_OPEN, VERDICTS

from .forms import LINE, PlainForm, words


class JudgeForm(PlainForm):
    verdict = forms.ChoiceField(
        label="Was this what you asked for?",
        choices=list(VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether it was what you asked for",
            "invalid_choice": "Choose whether it was what you asked for",
        },
    )
    text = words("What is missing or wrong?")


class CannotOpenForm(PlainForm):
    why = forms.ChoiceField(
        label="What is wrong with the file?",
        choices=list(CANNOT_OPEN.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong with the file",
            "invalid_choice": "Choose what is wrong with the file",
        },
    )
    text = words("Anything else we should know")


class ComplainForm(PlainForm):
    wrong = words("What went wrong?", missing="Tell us what went wrong")
    better = words("What would put it right?")


class ReceiverForm(PlainForm):
    receiver = forms.CharField(
        label="The name of the other company",
        max_length=LINE,
        error_messages={"required": "Enter the name of the other company"},
    )
    address = forms.CharField(
        label="Where should we send it?",
        help_text="The email or upload address that they gave you. Check every letter.",
        max_length=LINE,
        error_messages={"required": "Enter the email or upload address of the other company"},
    )
