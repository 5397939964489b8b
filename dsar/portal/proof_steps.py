"""The page for each kind of proof that an officer asked for."""

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsar.cases.models import Case
from dsar.companies.rules import IdentityItem
from identity.models import Item

from .questions import proof_slug, proof_step
from .steps import Field, Step

_KINDS: Mapping[str, Literal["email", "text", "document"]] = {
    Item.Kind.EMAIL: "email",
    Item.Kind.TEXT: "text",
    Item.Kind.DOCUMENT: "document",
    Item.Kind.MANDATE: "document",
    Item.Kind.LETTER: "text",
    Item.Kind.SIGNED: "text",
    Item.Kind.ACCOUNT: "text",
    Item.Kind.VENDOR: "text",
}
_FILES = (Item.Kind.DOCUMENT, Item.Kind.MANDATE)
BLACKENED = (
    gettext_noop(
        "Cover everything that is not needed: number, height, place of birth. Leave your name, "
        "your photo and the date on which it ends."
    ),
    gettext_noop(
        "We delete the copy within a minute of our decision, and keep a note that it was checked."
    ),
)
DECLARED = gettext_noop(
    "I am the person named here, and what I have told you in this request is true."
)


def step_for(case: Case, item: Item) -> Step:
    """The page that takes this proof, in the words of the policy where it has any."""
    named = {said.value.code: said.value for said in case.policy.rules.identity.items}
    asked = named.get(item.code) or IdentityItem(
        code=item.code,
        kind=_KINDS[item.kind],
        label=item.label,
        hint="",
        not_held=_NOT_HELD.get(item.kind, gettext_noop("I do not have this")),
        by_post=item.kind in _FILES,
    )
    if item.kind == Item.Kind.LETTER:
        return _one_line(asked, _letter_code())
    if item.kind == Item.Kind.SIGNED:
        told = _("By typing your name and sending this you declare today: “{declared}”")
        return _one_line(asked, _name(), told.format(declared=_(DECLARED)))
    if item.kind in _ELSEWHERE:
        return Step(proof_slug(item.code), _(item.label), (), (_(_ELSEWHERE[item.kind]),), asked)
    step = proof_step(asked)
    if item.kind == Item.Kind.DOCUMENT:
        return Step(step.slug, step.title, step.fields, (*step.told, *map(_, BLACKENED)), asked)
    return step


_ELSEWHERE: Mapping[str, str] = {
    Item.Kind.ACCOUNT: gettext_noop(
        "You sign in as you always do. We learn that it is your account, and nothing else. It has "
        "to have the email address of this request."
    ),
    Item.Kind.VENDOR: gettext_noop(
        "A service outside checks who you are and tells us yes or no. We keep nothing of what you "
        "show it."
    ),
}
_NOT_HELD: Mapping[str, str] = {
    Item.Kind.LETTER: gettext_noop("No letter came, or I no longer have it"),
    Item.Kind.SIGNED: gettext_noop("I do not want to declare this"),
    Item.Kind.ACCOUNT: gettext_noop("I have no account"),
    Item.Kind.VENDOR: gettext_noop("I do not want this: check me another way"),
}


def _letter_code() -> Field:
    return Field(
        "text",
        _("The code from our letter"),
        "line",
        missing=_("Enter the code from our letter"),
        hint=_("Eight digits. It works for two weeks and five tries."),
        autocomplete="one-time-code",
    )


def _name() -> Field:
    missing = _("Type your name")
    return Field("text", _("Your full name"), "line", missing=missing, autocomplete="name")


def _one_line(asked: IdentityItem, field: Field, *told: str) -> Step:
    return Step(proof_slug(asked.code), _(asked.label), (field,), told, asked)
