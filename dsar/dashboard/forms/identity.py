"""Who is asking: accept, skip, ask for more, give up."""

import re
from typing import Any

from django import forms

from dsar.cases.models import Case
from dsar.cases.operations.changing import waits_for
from dsar.cases.operations.lapsing import awaited_from
from dsar.cases.operations.settling import ID_EVENTS
from dsar.cases.proof import askable, needs_reason, ready_ways, ways_of
from identity.models import FailReason, Item, Manner, Method, SkipReason
from identity.operations import ItemSpec

from .base import ActionForm, CameForm, one_of
from .proof import Doubting

_HINT = "Kept with the decision. Name nobody here: it is not sealed."


class AcceptIdentity(CameForm):
    method = one_of(
        "How was it checked?",
        "Choose how it was checked.",
        "What the policy finds enough for this request, the least intrusive first.",
    )
    manner = forms.ChoiceField(
        label="If an officer recognised them: how?",
        choices=Manner.choices,
        initial=Manner.KNOWN,
        required=False,
        error_messages={"invalid_choice": "Choose how the officer recognised them."},
    )
    note = forms.CharField(
        label="Note",
        help_text=f"{_HINT} After a video call or a visit: what was seen, without numbers.",
        max_length=200,
        required=False,
    )

    def prepare(self) -> None:
        self.choose_from("method", _combinations(self.case))
        self.fields["came_on"].label = "Day the posted proof came"
        self.order_fields(["method", "manner", "note", "came_on"])
        if asked := waits_for(self.case, *ID_EVENTS):
            # With it a period starts, and they are told from when.
            self.letter, self.asked_on = "resumed", asked.on
        by_post = self.case.verification.items.filter(state=Item.State.BY_POST)
        if not by_post.exists():
            del self.fields["came_on"]

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"manner": given["manner"] or Manner.KNOWN}


def _combinations(case: Case) -> list[tuple[str, str]]:
    """Each under its last method, which with the others makes it enough."""
    ready, labels = set(ready_ways(case)), dict(Method.choices)
    found: dict[str, str] = {}
    for way in ways_of(case):
        words = " and ".join(
            str(labels[one]) if place == 0 else str(labels[one])[:1].lower() + str(labels[one])[1:]
            for place, one in enumerate(way)
        )
        found.setdefault(way[-1], words if way in ready else f"{words} (not here yet)")
    return list(found.items())


class SkipIdentity(ActionForm):
    reason = one_of("Why is no further check needed?", "Choose why no further check is needed.")

    def prepare(self) -> None:
        chosen = [one for one in SkipReason.choices if one[0] != SkipReason.ASKED_TOGETHER]
        self.choose_from("reason", chosen)
        if waits_for(self.case, *ID_EVENTS):
            self.letter = "resumed"


class AskIdentity(Doubting):
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
    held = forms.CharField(
        label="What we hold, if it is something they know",
        help_text="Their answer is compared with it. It is kept as a hash and shown to nobody. "
        "Leave it empty to compare it yourself.",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def prepare(self) -> None:
        self.specs = askable(self.case)
        self.choose_from("items", [(code, spec.label) for code, spec in self.specs.items()])
        self.may_do_without()
        self.order_fields(["items", "other", "other_is_document", "held", "doubt", "facts"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("items") and not given.get("other"):
            self.add_error("items", "Choose or write at least one thing to ask for.")
            return given
        if given.get("held") and self._to_compare() is None:
            self.add_error("held", "Ask for one thing that they know, to compare it with this.")
        if not self.errors and (given["doubt"] or needs_reason(self.case, self._items())):
            self._ask_for_reason(given)
        return given

    def _ask_for_reason(self, given: dict[str, Any]) -> None:
        for name in ("doubt", "facts"):
            if not str(given.get(name, "")).strip():
                self.add_error(name, self.fields[name].error_messages["required"])

    def _to_compare(self) -> str | None:
        """The code of the one thing that they know; None where there is none, or more than one."""
        texts = [spec.code for spec in self._items() if spec.kind == Item.Kind.TEXT]
        return texts[0] if len(texts) == 1 else None

    def arguments(self) -> dict[str, Any]:
        given, code = self.cleaned_data, self._to_compare()
        held = {code: given["held"]} if code and given.get("held") else {}
        return {
            "items": self._items(),
            "doubt": given["doubt"],
            "facts": given["facts"],
            "held": held,
        }

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
