"""A code by post, another address, and somebody who acts for another."""

from typing import Any

from django import forms

from dsar.cases.authority import Authority
from dsar.cases.grounds import DOUBTS
from dsar.cases.operations.confirming import LETTER
from dsar.cases.proof import cool_until, goes_to, is_representative, needs_reason
from dsar.languages import NAMES
from dsar.vault.operations import Shredded, unseal
from identity.models import Method

from .base import ActionForm, one_of, words


class Doubting(ActionForm):
    """What asks for more than the policy's first step, and so for a reason."""

    doubt = one_of("Why is there doubt about who is asking?", "Choose why there is doubt.")
    facts = words(
        "What does the doubt rest on?",
        "Write down what the doubt rests on.",
        "An internal note. The law asks for a reason in this case, not for a habit.",
        rows=4,
    )

    def may_do_without(self) -> None:
        """The policy's first step needs no reason; one may be given all the same."""
        self.choose_from("doubt", list(DOUBTS.items()))
        for name in ("doubt", "facts"):
            self.fields[name].required = False
        self.fields["doubt"].help_text = "Needed for whatever goes beyond the policy's first step."


class SendLetterCode(Doubting):
    address = words(
        "The address on file",
        "Write the address on file as it stands on a letter.",
        "From your own records, not from the request: whoever asks may be somebody else.",
        rows=5,
    )

    def prepare(self) -> None:
        self.order_fields(["address", "doubt", "facts"])
        self.choose_from("doubt", list(DOUBTS.items()))
        if not needs_reason(self.case, [LETTER]):
            self.may_do_without()
        if _person(self.case).get("email"):
            self.letter = "letter_comes"


class AskAddress(ActionForm):
    """Nothing to fill in."""

    letter = "confirm_address"


class ChangeContact(ActionForm):
    letter = "new_address"

    email = forms.EmailField(
        label="New email address",
        help_text="Leave it empty for somebody who wants letters only.",
        required=False,
        error_messages={"invalid": "Write an email address, like name@example.com."},
    )
    postal = forms.CharField(
        label="New postal address",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = words(
        "Why is it changed, and who asked for it?",
        "Write the reason; it is kept with the case.",
        "An internal note. The old address is told in any case.",
        rows=4,
    )

    def prepare(self) -> None:
        person = _person(self.case)
        self.initial.setdefault("email", person.get("email", ""))
        self.initial.setdefault("postal", person.get("postal", ""))

    def letter_facts(self) -> dict[str, Any]:
        return {"cool": cool_until(self.case) or "[the end of the cool-down]"}


class ChangeLanguage(ActionForm):
    language = one_of(
        "In which language do we write to them?",
        "Choose a language from the list.",
        "Letters and mails from now on. What you type yourself stays as you type it.",
    )

    def prepare(self) -> None:
        self.choose_from("language", list(NAMES.items()))
        self.initial.setdefault("language", self.case.language)


class AcceptAuthority(ActionForm):
    kind = one_of("What does the authority rest on?", "Choose what the authority rests on.")
    expires_on = forms.DateField(
        label="Last day on which it holds",
        help_text="Where the paper names none, a day on which you would want to see it again.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give the last day on which it holds.",
            "invalid": "Give the day as a date.",
        },
    )
    subject_method = one_of(
        "How do we know who the data subject is?",
        "Choose how we know who the data subject is.",
        "The person whose data it is, not the one who writes for them.",
    )
    facts = words(
        "What did you see, and what does it let them do?",
        "Write down what you saw, and what it lets them do.",
        "An internal note, sealed. No numbers of documents.",
        rows=4,
    )

    def prepare(self) -> None:
        self.choose_from("kind", list(Authority.Kind.choices))
        self.choose_from("subject_method", list(Method.choices))


def offered(case: Any) -> frozenset[str]:
    """What of these there is no reason for."""
    found = set() if is_representative(case) else {"accept_authority"}
    try:
        settled = case.identity_settled_at is None or goes_to(case) is not None
    except Shredded:
        settled = True
    return frozenset(found | ({"ask_address"} if settled else set()))


def _person(case: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = unseal(case, "person") or {}
    except Shredded:
        return {}
    return found
