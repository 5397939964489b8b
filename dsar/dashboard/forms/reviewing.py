"""Deciding about a document, and marking places on it without a mouse."""

from typing import Any

from django import forms

from dsar.cases.grounds import REFUSAL_GROUNDS, for_right
from dsar.content.redacting import Box
from dsar.fulfilment.review.models import Finding
from dsar.fulfilment.review.operations import Decided

from .base import ActionForm, DeskForm, one_of
from .waiting import labelled


class Decide(ActionForm):
    decision = one_of("What happens with it?", "Choose what happens with the document.")
    ground = forms.ChoiceField(
        label="Why is something left out?",
        help_text="The person reads this ground with its article.",
        required=False,
        error_messages={"invalid_choice": "Choose a ground of the list."},
    )
    consulted = one_of("Whom else does it concern?", "Say whom it concerns.")
    others = forms.CharField(
        label="Who that is, and how they were asked or why not",
        help_text="Kept sealed with the case. The requester never reads it.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label="Why you decided so",
        help_text="Kept sealed with the case. The requester never reads it.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, can_be_black: bool, **kwargs: Any) -> None:
        self.can_be_black = can_be_black
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        choices = [(str(code), str(label)) for code, label in Finding.Decision.choices]
        if not self.can_be_black:
            choices = [one for one in choices if one[0] != Finding.Decision.REDACT]
        self.choose_from("decision", choices)
        self.choose_from("consulted", [(str(a), str(b)) for a, b in Finding.Consulted.choices])
        grounds = for_right(REFUSAL_GROUNDS, self.case.right)
        regime = self.case.law
        self.choose_from("ground", [("", "Nothing is left out"), *labelled(grounds, regime=regime)])

    def decided(self) -> Decided:
        said = self.cleaned_data
        ground = "" if said["decision"] == Finding.Decision.KEEP else said["ground"]
        return Decided(said["decision"], said["consulted"], ground, said["others"], said["note"])


class Find(DeskForm):
    word = forms.CharField(
        label="Find a word or a name",
        help_text="Every place where it stands, on all pages, can then be marked at once.",
        max_length=200,
        error_messages={"required": "Write what to look for."},
    )


def _part(label: str) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Give a number from 0 to 100."
        ),
    )


class ByNumbers(DeskForm):
    """A rectangle in parts of a hundred of the page, as its rulers show them."""

    left = _part("From the left edge")
    right = _part("to")
    top = _part("From the top edge")
    bottom = _part("down to")

    def box(self, page: int) -> Box:
        said = {name: self.cleaned_data[name] / 100 for name in self.fields}
        return Box(page, **said)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for least, most in (("left", "right"), ("top", "bottom")):
            if least in said and most in said and said[least] >= said[most]:
                self.add_error(most, "This has to be more than where it begins.")
        return said
