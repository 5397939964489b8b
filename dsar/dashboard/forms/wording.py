"""The company's own words in a letter, and which letters they are for."""

from typing import Any

from django import forms

from dsar.companies.letter_words import LONGEST, PARTS, Words
from dsar.companies.models import Company
from dsar.companies.rights import NAMES as RIGHTS
from dsar.languages import ENGLISH
from dsar.languages import NAMES as LANGUAGES

from .base import DeskForm

LAWS = {"uk-gdpr": "UK GDPR", "gdpr": "GDPR", "ccpa": "California (CCPA)"}
_HINTS = {
    "opening": "Stands after the greeting.",
    "more": "Stands after all that the letter has to say.",
    "closing": "Stands above the company’s name: a farewell, and who writes.",
}


class Which(DeskForm):
    """Anything that is not offered counts as the first of its list."""

    language = forms.ChoiceField(choices=list(LANGUAGES.items()))
    right = forms.ChoiceField(label="Right", required=False)
    regime = forms.ChoiceField(label="Law", required=False)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = company.policy.rules.regime.value
        self._offer("right", [("", "All rights"), *RIGHTS.items()])
        laws = {code: name for code, name in LAWS.items() if code in (own, "ccpa")}
        self._offer("regime", [("", "All laws"), *laws.items()])

    def chosen(self) -> dict[str, str]:
        self.full_clean()
        taken = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return taken | {"language": taken["language"] or ENGLISH}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices


class OwnWords(DeskForm):
    looked_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, label in PARTS.items():
            self.fields[part] = forms.CharField(
                label=label,
                help_text=_HINTS[part],
                required=False,
                # Counted once the space around it is gone.
                max_length=2 * LONGEST,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def words(self) -> Words:
        """What stands in the fields now."""
        stand = self.data if self.is_bound else self.initial
        typed = {part: str(stand.get(part, "")) for part in PARTS}
        return Words(**typed)
