"""Which case an authority asks about."""

from django import forms

from .base import DeskForm


class EvidenceForm(DeskForm):
    reference = forms.CharField(
        label="Reference of the case",
        help_text="For example NEXT-7K3Q-9M.",
        max_length=100,
        error_messages={"required": "Enter the reference of a case."},
    )

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).upper()
