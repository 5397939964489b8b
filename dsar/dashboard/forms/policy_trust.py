"""The rules about proof and keeping, as fields."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from deadlines import holding_off
from dsar.companies import keeping
from dsar.companies.rights import NAMES
from dsar.companies.rules import Enough, Risk, Term
from identity.models import Method

from .base import DeskForm
from .policy import UNITS, number

RISKS = (
    ("ordinary", "They ask for themselves, from an address that we know"),
    ("higher", "They ask for another person, or their address was changed on the way"),
)
EDITABLE = tuple(kind for kind in keeping.CLASSES if kind not in {*keeping.FOR_GOOD, "evidence"})
"""A copy of a proof goes with the decision, and what names nobody stays: both are the law's."""
_SINCE = {"closed": "the case’s end", "came": "its own day"}
_TOGETHER = " + "


class ProofForm(DeskForm):
    cool_down = number(
        "After a change of address nothing leaves for so many hours",
        0,
        720,
        "The old address is told at once; this is its time to object. 0 means no time at all.",
    )


class ErasureForm(DeskForm):
    days_to_stop = number(
        "Days in which the person may stop a deletion",
        0,
        holding_off.LONGEST,
        "They are told until when; nothing is deleted before. Shortened where the answer would be "
        "late by it. 0 means no such time.",
    )


class EnoughForm(DeskForm):
    """Which proof will do, for some rights or all."""

    risk = forms.ChoiceField(
        label="When",
        choices=RISKS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when this proof is enough."},
    )
    rights = forms.MultipleChoiceField(
        label="For which requests?",
        help_text="None chosen means all of them.",
        choices=list(NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ways = forms.CharField(
        label="Any one of these is enough",
        help_text="One on each line, the least intrusive first: the first may be asked for without"
        " a reason for doubt. A plus sign joins what is needed together. To choose from: "
        + "; ".join(str(label) for label in Method.labels)
        + ".",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Name at least one proof that is enough."},
    )

    def clean_ways(self) -> tuple[tuple[str, ...], ...]:
        lines = (line.strip() for line in self.cleaned_data["ways"].splitlines())
        ways = [_way(line) for line in lines if line]
        if len(set(map(frozenset, ways))) < len(ways):
            raise ValidationError("The same proof stands here twice: name each once.")
        return tuple(ways)

    def enough(self) -> Enough:
        given = self.cleaned_data
        return Enough(given["ways"], tuple(given["rights"]), cast(Risk, given["risk"]))


class KeptForm(DeskForm):
    """How long one class of what is kept of a request stays."""

    count = number("Kept for", 1, max(keeping.LONGEST.values()))
    unit = forms.ChoiceField(label="Days or months", choices=UNITS)
    since = forms.ChoiceField(label="Counted from")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        since = self.fields["since"]
        assert isinstance(since, forms.ChoiceField)  # noqa: S101 - for the type checker
        since.choices = [(one, _SINCE.get(one, one)) for one in keeping.SINCE[kind]]
        if len(keeping.SINCE[kind]) == 1:
            del self.fields["since"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and (sentence := keeping.term_refused(self.kind, self.term())):
            self.add_error("count", sentence)
        return given

    def term(self) -> Term:
        given = self.cleaned_data
        since = given.get("since") or keeping.SINCE[self.kind][0]
        return Term(given["count"], given["unit"], cast(Any, since))


def ways_in_words(enough: Enough) -> str:
    labels = {value: str(label) for value, label in Method.choices}
    return "\n".join(_TOGETHER.join(labels[one] for one in way) for way in enough.ways)


def _way(line: str) -> tuple[str, ...]:
    known = {str(label).casefold(): value for value, label in Method.choices}
    found = []
    for word in (part.strip() for part in line.split("+")):
        if word.casefold() not in known:
            raise ValidationError(f"“{word}” is no proof that we know. Copy one of those above.")
        found.append(known[word.casefold()])
    if len(set(found)) < len(found):
        raise ValidationError(f"“{line}” names the same proof twice: once is enough.")
    return tuple(found)
