"""One system of a company: what is kept there, and who looks there."""

from django import forms

from dsar.fulfilment.models import IDENTIFIERS

from .base import DeskForm


class SystemForm(DeskForm):
    name = forms.CharField(
        label="Name",
        max_length=80,
        error_messages={"required": "Give the name by which people know the system."},
    )
    keeps = forms.CharField(
        label="What is kept there?",
        help_text="In plain words; whoever searches reads it.",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner_name = forms.CharField(label="Owner’s name", max_length=80, required=False)
    owner_email = forms.EmailField(
        label="Owner’s email",
        help_text="Searches are asked for there. Without it, an officer records what they say.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Give the address as in name@example.com."},
    )
    searched_by = forms.MultipleChoiceField(
        label="By what does one search there?",
        choices=list(IDENTIFIERS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing to search by."},
    )
