"""Which dates somebody wants in a calendar program."""

from collections.abc import Sequence
from typing import Any

from django import forms

from dsar.companies.models import Company

from .base import DeskForm, one_of

EVERY = "every"


class CalendarForm(DeskForm):
    name = forms.CharField(
        label="Which program is it for?",
        help_text="So that you know it again when you take it back, as in “my phone”.",
        max_length=60,
        error_messages={"required": "Say which program it is for."},
    )
    cases = one_of("Which cases?", "Choose which cases.")
    company = forms.ChoiceField(
        label="Of which company?", error_messages={"required": "Choose a company."}
    )

    def __init__(self, *args: Any, companies: Sequence[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {company.slug: company for company in companies}
        self._choose("cases", [("own", "Mine"), ("all", "All that I may see")])
        several = [(EVERY, "All that I work for")] if len(companies) > 1 else []
        self._choose("company", several + [(one.slug, one.name) for one in companies])

    def asked(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "name": chosen["name"],
            "own_only": chosen["cases"] == "own",
            "company": self.companies.get(chosen["company"]),
        }

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker
        chosen.choices = choices
