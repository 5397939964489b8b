"""A request that is closed without an answer of our own; another organisation may be handed it."""

from typing import Any

from django import forms
from django.utils import timezone

from dsar.cases import to_others
from dsar.cases.operations.closing import SET_ASIDE
from dsar.cases.operations.passing_on import (
    NO,
    YES,
    elsewhere_of,
    facts_of,
    language_of,
    representing,
)
from dsar.cases.queries import today_at
from dsar.cases.transitions import Outcome

from .answer import outcomes
from .base import ActionForm, one_of, words

ONWARD = ("organisation", "organisation_email", "what", "agreed")

TAKEN_FOR_SPAM = (
    "We took this for sent by a machine. If you asked for something, write to us and name this "
    "reference: we open it again."
)


class SetAside(ActionForm):
    letter = "set_aside"
    also_called = "The mail to the other organisation"

    outcome = one_of("Why is no answer owed?", "Choose why no answer is owed.")
    reason = words(
        "Your reason",
        "Write the reason; the requester will read it.",
        "Whom they must turn to, or which case goes on. The requester will read it.",
        rows=4,
    )
    organisation = forms.CharField(
        label="Pass it on to",
        help_text="The organisation that decides, if you pass the request on. The requester reads"
        " it.",
        required=False,
        max_length=200,
    )
    organisation_email = forms.EmailField(
        label="Its email address",
        help_text="They get a mail with what is asked and whom to answer.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Give one email address of the organisation."},
    )
    what = words("What they ask", "", "The organisation reads it as it stands here.", rows=6)
    agreed = forms.BooleanField(
        label="The requester agreed that it is passed on",
        required=False,
    )

    def prepare(self) -> None:
        self.choose_from("outcome", outcomes(SET_ASIDE))
        self.fields["what"].required = False
        said = elsewhere_of(self.case)
        self.initial.setdefault("organisation", said.organisation)
        self.initial.setdefault("what", said.asks)
        for name in ONWARD if said.may == NO else ("agreed",) if said.may == YES else ():
            del self.fields[name]

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        # What stands there of itself is nobody's wish to pass it on.
        if not said.get("organisation_email") and "organisation" not in self.changed_data:
            said.pop("organisation", None)
        return said

    def letter_facts(self) -> dict[str, Any]:
        facts = {
            "outcome": self.data.get("outcome", ""),
            "reason": self.typed("reason", "your reason"),
        }
        if self._passes_on():
            facts["organisation"] = self.typed("organisation", "the organisation")
            facts["to"] = self.typed("organisation_email", "its address")
            facts["on"] = today_at(self.case, timezone.now())
            facts["representing"] = representing(self.case)
        return facts

    def also_sent(self) -> str:
        if not self._passes_on():
            return ""
        facts = facts_of(self.case, what=self.typed("what", "what they ask"))
        language = language_of(self.case)
        return to_others.write(self.case, to_others.PASSED_ON, language=language, **facts)

    def _passes_on(self) -> bool:
        wanted = self.data.get("outcome") == Outcome.REDIRECTED
        return wanted and bool(str(self.data.get("organisation_email") or "").strip())


class CallSpam(ActionForm):
    letter = "set_aside"

    reason = words(
        "Your reason",
        "Write the reason; whoever sent it will read it.",
        "Whoever reads mail at the address will read it: a person may have been taken for a"
        " machine.",
        rows=4,
    )

    def prepare(self) -> None:
        self.initial.setdefault("reason", TAKEN_FOR_SPAM)

    def letter_facts(self) -> dict[str, Any]:
        return {"outcome": "not_a_request", "reason": self.typed("reason", "your reason")}
