"""What the law lists beside a copy: of a company, and fitted to one person."""

from typing import Any

from django import forms

from dsar.cases.listed import ARTICLES, said_of
from dsar.companies.processing import ITEMS, LONGEST, Entry, Processing
from dsar.languages import NAMES

from .base import ActionForm, DeskForm

NONE = "_none"


def item_fields(said: Processing) -> dict[str, forms.Field]:
    """Two an item: what is said, and why there is nothing to say."""
    fields: dict[str, forms.Field] = {
        "language": forms.ChoiceField(
            label="These words are written in",
            choices=list(NAMES.items()),
            initial=said.language,
            help_text="The headings are written in the language of the person.",
        )
    }
    for item, label in ITEMS.items():
        entry = said.entry(item)
        fields[item] = forms.CharField(
            label=f"{label} ({ARTICLES[item]})",
            required=False,
            max_length=LONGEST,
            initial=entry.says,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        fields[item + NONE] = forms.CharField(
            label=f"{label}: or why there is nothing to say",
            required=False,
            max_length=400,
            initial=entry.none,
        )
    return fields


def entries_of(cleaned: dict[str, Any]) -> dict[str, Entry]:
    return {item: Entry(cleaned[item], cleaned[item + NONE]) for item in ITEMS}


class WhatTheCompanyDoes(DeskForm):
    def __init__(self, *args: Any, said: Processing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(item_fields(said))


class AnswerItems(ActionForm):
    nothing_held = forms.BooleanField(
        label="We hold nothing about this person: there is nothing to say",
        required=False,
    )

    def prepare(self) -> None:
        said = said_of(self.case)
        self.fields["nothing_held"].initial = said is None
        self.fields.update(item_fields(said or Processing()))

    def arguments(self) -> dict[str, Any]:
        return {
            "nothing_held": self.cleaned_data["nothing_held"],
            "language": self.cleaned_data["language"],
            "entries": entries_of(self.cleaned_data),
        }
