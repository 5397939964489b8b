"""The processor of a system: where it is asked, and what it may be told."""

from django import forms

from dsar.opendsr.models import IDENTITIES, Processor

from .base import DeskForm


class ProcessorForm(DeskForm):
    base_url = forms.CharField(
        label="Address of its API",
        help_text="With the version at its end, like https://opendsr.example.com/v2.",
        max_length=500,
        error_messages={"required": "Give the address of its API."},
    )
    domain = forms.CharField(
        label="Domain of its certificate",
        help_text="Without one, that of the address.",
        max_length=253,
        required=False,
    )
    route = forms.ChoiceField(label="Where it takes requests", choices=Processor.Route.choices)
    algorithm = forms.ChoiceField(
        label="How it signs",
        help_text="The protocol leaves it open. Ask the processor.",
        choices=Processor.Algorithm.choices,
    )
    door = forms.ChoiceField(label="What opens its door", choices=Processor.Door.choices)
    credential = forms.CharField(
        label="Name and password, or token",
        help_text="A name and password as name:password. Kept sealed and never shown.",
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    identities = forms.MultipleChoiceField(
        label="What may it be told of the person?",
        help_text="A hash tells it nothing that it does not have already. Choose the least.",
        choices=list(IDENTITIES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing to send."},
    )
    is_on = forms.BooleanField(label="Ask it instead of the owner", required=False)

    def __init__(self, *args: object, keeps: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if keeps:
            hint = "One is kept. Leave this empty to keep it, at the same address."
            self.fields["credential"].help_text = hint
