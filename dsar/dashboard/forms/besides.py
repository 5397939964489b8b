"""What somebody says beside what they ask for: whom to contact instead, where data should go, and
whether another organisation may be handed it. The public form asks by the same rules."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsar import languages
from dsar.cases.operations.passing_on import NO, YES, Elsewhere
from dsar.companies.rules import Rules

from .base import DeskForm, one_of

ERASURE, PORTABILITY = "erasure", "portability"
LINE = 200
MAY = {
    YES: gettext_noop("Yes, pass it on"),
    NO: gettext_noop("No, I ask them myself"),
    "unsure": gettext_noop("Ask me before you do"),
}
_INSTEAD = "The policy of {} replaces no contact: write it down as what they said."
_DECIDES = "The policy of {} names nobody else who decides: write it down as what they said."


class Besides(DeskForm):
    """Expects `company`, `right`, `also` and `text` of the form that it is part of."""

    contact_name = forms.CharField(
        label="Who could be the contact instead?",
        help_text="Their name. For a deletion, where their company still works with us.",
        max_length=LINE,
        required=False,
    )
    contact_email = forms.EmailField(
        label="That person’s work email address",
        help_text="That person is told whom we have the name from.",
        required=False,
        error_messages={"invalid": "Give the email address like name@example.com."},
    )
    receiver = forms.CharField(
        label="Other company that the data should go to",
        help_text="For moving data to another company. Nothing goes there before they are asked.",
        max_length=LINE,
        required=False,
    )
    receiver_address = forms.CharField(
        label="Where it should be sent",
        help_text="The email or upload address of that company. Check every letter.",
        max_length=LINE,
        required=False,
    )
    organisation = forms.CharField(
        label="Another organisation that may decide",
        help_text="For example the employer of the person, or the company that they called.",
        max_length=LINE,
        required=False,
    )
    pass_on = one_of(
        "May we pass the request on to it?",
        "Choose from the list.",
        "Only if another organisation may decide.",
    )

    def besides(self) -> None:
        """Called once the form has its fields."""
        chosen = self.fields["pass_on"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker
        chosen.choices = [
            ("", "There is none, or nobody spoke of it"),
            (YES, "They agree"),
            (NO, "No, they ask it themselves"),
            ("unsure", "Ask them before"),
        ]
        chosen.required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        company, asked = given.get("company"), {given.get("right"), *given.get("also", ())}
        if company is not None:
            self._clean_contact(given, company.name, company.policy.rules, asked)
            self._clean_elsewhere(given, company.name, company.policy.rules)
        self._clean_receiver(given, asked)
        return given

    def _clean_contact(
        self, given: dict[str, Any], company: str, rules: Rules, asked: set[Any]
    ) -> None:
        if not (given.get("contact_name") or given.get("contact_email")):
            return
        if ERASURE not in asked:
            self.add_error("contact_name", "Another contact is named only for a deletion.")
        elif not rules.erasure.alternative_contact:
            self.add_error("contact_name", _INSTEAD.format(company))

    def _clean_elsewhere(self, given: dict[str, Any], company: str, rules: Rules) -> None:
        if not (given.get("organisation") or given.get("pass_on")):
            return
        if not rules.notes.processor:
            self.add_error("organisation", _DECIDES.format(company))
        elif not given.get("pass_on") and "pass_on" not in self.errors:
            self.add_error("pass_on", "Choose whether we may pass it on, or “ask them before”.")

    def _clean_receiver(self, given: dict[str, Any], asked: set[Any]) -> None:
        name, address = given.get("receiver"), given.get("receiver_address")
        if (name or address) and PORTABILITY not in asked:
            self.add_error("receiver", "Data go to another company only if they ask to move them.")
        elif address and not name:
            self.add_error("receiver", "Give the name of the other company.")
        elif name and not address:
            self.add_error("receiver_address", "Give the email or upload address as they gave it.")

    def said_besides(self, right: str, language: str) -> dict[str, Any]:
        """What of it belongs to the request for this right, as a `Request` keeps it."""
        given = self.cleaned_data
        with languages.spoken(languages.ENGLISH):
            details = list(_in_words(given, right))
        with languages.spoken(language):
            as_shown = list(_in_words(given, right))
        found: dict[str, Any] = {"details": details, "as_shown": as_shown}
        if right == ERASURE and given["contact_email"]:
            found["colleague"] = (given["contact_name"], given["contact_email"])
        if right == PORTABILITY and given["receiver"]:
            found["receiver"] = (given["receiver"], given["receiver_address"])
        if given["pass_on"]:
            found["elsewhere"] = Elsewhere(given["organisation"], given["pass_on"], given["text"])
        return found


def _in_words(given: dict[str, Any], right: str) -> Iterator[tuple[str, str]]:
    """As the public form would have asked it, in the language in force."""
    if right == ERASURE and (given["contact_name"] or given["contact_email"]):
        contact = ", ".join(filter(None, (given["contact_name"], given["contact_email"])))
        yield _("Who could be the contact instead?"), contact
    if right == PORTABILITY and given["receiver"]:
        yield _("The name of the other company"), given["receiver"]
        yield _("Where should we send it?"), given["receiver_address"]
    if given["organisation"]:
        yield _("Which organisation is it?"), given["organisation"]
    if said := MAY.get(given["pass_on"]):
        yield _("May we pass your request on to it?"), _(said)
