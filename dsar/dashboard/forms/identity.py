"""Who is asking: accept, skip, ask for more, give up."""

import re
from typing import Any

from django import forms

from dsar.cases.grounds import DOUBTS
from dsar.cases.operations.changing import waits_for
from dsar.cases.operations.lapsing import awaited_from
from dsar.cases.operations.verifying import ID_EVENTS
from identity.models import FailReason, Item, Method, SkipReason
from identity.operations import ItemSpec

from .base import ActionForm, CameForm, one_of, words

_HINT = "Kept with the decision. Name nobody here: it is not sealed."


class AcceptIdentity(CameForm):
    method = one_of("How was it checked?", "Choose how it was checked.")
    note = forms.CharField(label="Note", help_text=_HINT, max_length=200, required=False)

    def prepare(self) -> None:
        self.choose_from("method", list(Method.choices))
        self.fields["came_on"].label = "Day the posted proof came"
        self.order_fields(["method", "note", "came_on"])
        if asked := waits_for(self.case, *ID_EVENTS):
            # With it a period starts, and they are told from when.
            self.letter, self.asked_on = "resumed", asked.on
        by_post = self.case.verification.items.filter(state=Item.State.BY_POST)
        if not by_post.exists():
            del self.fields["came_on"]


class SkipIdentity(ActionForm):
    reason = one_of("Why is no further check needed?", "Choose why no further check is needed.")

    def prepare(self) -> None:
        self.choose_from("reason", list(SkipReason.choices))
        if waits_for(self.case, *ID_EVENTS):
            self.letter = "resumed"


class AskIdentity(ActionForm):
    letter = "identity"

    items = forms.MultipleChoiceField(
        label="What do you ask for?",
        help_text="Tick what is needed and no more, or write something else below.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    other = forms.CharField(
        label="Something else",
        help_text="In the words the requester will read, for example “Your customer number”.",
        max_length=120,
        required=False,
    )
    other_is_document = forms.BooleanField(label="That is a document to upload", required=False)
    doubt = one_of("Why is there doubt about who is asking?", "Choose why there is doubt.")
    facts = words(
        "What does the doubt rest on?",
        "Write down what the doubt rests on.",
        "An internal note. The law asks for a reason in this case, not for a habit.",
        rows=4,
    )

    def prepare(self) -> None:
        self.specs = {
            said.value.code: ItemSpec(said.value.code, said.value.kind, said.value.label)
            for said in self.case.policy.rules.identity.items
        }
        self.choose_from("items", [(code, spec.label) for code, spec in self.specs.items()])
        if not self.specs:
            del self.fields["items"]
        self.choose_from("doubt", list(DOUBTS.items()))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("items") and not given.get("other"):
            field = "items" if self.specs else "other"
            self.add_error(field, "Choose or write at least one thing to ask for.")
        return given

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"items": self._items(), "doubt": given["doubt"], "facts": given["facts"]}

    def _items(self) -> list[ItemSpec]:
        items = [self.specs[code] for code in self.cleaned_data.get("items", [])]
        if label := self.cleaned_data["other"]:
            kind = "document" if self.cleaned_data["other_is_document"] else "text"
            items.append(ItemSpec(self._other_code(label), kind, label))
        return items

    def _other_code(self, label: str) -> str:
        """A number, never the words: codes stand unsealed in the history and in addresses."""
        known = {item.label: item.code for item in self.case.verification.items.all()}
        others = [code for code in known.values() if re.fullmatch(r"other-\d+", code)]
        code = known.get(label, "")
        return code if code in others else f"other-{len(others) + 1}"

    def letter_facts(self) -> dict[str, Any]:
        ticked = self.data.getlist("items") if hasattr(self.data, "getlist") else []
        labels = [self.specs[code].label for code in ticked if code in self.specs]
        if other := str(self.data.get("other", "")).strip():
            labels.append(other)
        return {"items": labels or ["[what you ask for]"]}


class Lapse(ActionForm):
    letter = "lapsed"

    reason = one_of(
        "Why could the person not be identified?",
        "Choose why the person could not be identified.",
    )

    def prepare(self) -> None:
        self.awaited = awaited_from(self.case)
        self.choose_from("reason", list(FailReason.choices))
        if self.case.verification.decided_at:
            # Who is asking is known; it is a fee or an answer that did not come.
            del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data.get("reason", "")}

    def letter_facts(self) -> dict[str, Any]:
        return {"what": self.awaited.what if self.awaited else "identity"}
