"""Which proof of identity is enough for which right, and in which order it is asked for.

The law wants the least that is enough, and more only with a reason (Art. 12(6)). A policy may name
its own combinations; where it does not, these hold.
"""

from typing import Final

from dsar.companies.rules import Enough, Risk, Rules, Said

Ways = tuple[tuple[str, ...], ...]

# One thing proves enough where the answer goes to an address that was used before.
_ORDINARY: Final[Ways] = (
    ("email_code",),
    ("account_token",),
    ("letter_code",),
    ("known_fact",),
    ("by_officer",),
    ("vendor",),
    ("document",),
)
# Nothing is told or taken away, so their word will do.
_HARMLESS: Final[Ways] = (*_ORDINARY[:4], ("signed_declaration",), *_ORDINARY[4:])
# An address alone may be a former partner's by now, or an agent's.
_HIGHER: Final[Ways] = (
    ("account_token",),
    ("email_code", "known_fact"),
    ("letter_code", "known_fact"),
    ("by_officer",),
    ("vendor",),
    ("document",),
)
_LAW: Final = ("law", "Art. 12(6): the least that is enough")
LEAST: Final[tuple[Said[Enough], ...]] = (
    Said(Enough(_ORDINARY), *_LAW),
    Said(Enough(_HARMLESS, ("restriction", "objection", "complaint")), *_LAW),
    Said(Enough(_HIGHER, risk="higher"), *_LAW),
)


def enough_for(rules: Rules, right: str, risk: Risk) -> Said[Enough]:
    """What the policy says for this right by name, then for all; else what the law wants."""
    for said in (rules.identity.enough, LEAST):
        fitting = [one for one in said if one.value.risk == risk]
        by_name = [one for one in fitting if right in one.value.rights]
        for_all = [one for one in fitting if not one.value.rights]
        if found := [*by_name, *for_all]:
            return found[0]
    raise LookupError(f"no proof is enough for {right} at {risk} risk")


def asks_in_form(rules: Rules, kind: str) -> bool:
    """Whether the policy demands something of this kind from everybody, in its own words."""
    return any(item.value.kind == kind for item in rules.identity.items)
