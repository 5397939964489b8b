"""How long what is kept of a request: classes of data, a time for each, and who says so."""

from collections.abc import Mapping
from typing import Final

from dsar.companies.rules import Rules, Said, Source, Term

CLASSES: Final[Mapping[str, str]] = {
    "evidence": "Proof of identity",
    "outbox": "Mails and webhooks that left",
    "files": "Files of the answer and of searches",
    "correspondence": "Letters and messages",
    "content": "All else about the person",
    "suppression": "List of those whose data were deleted",
    "register": "Entry in the register",
    "audit": "Audit chain",
}
SINCE: Final[Mapping[str, tuple[str, ...]]] = {
    "evidence": ("decided",),
    "outbox": ("sent",),
    "files": ("closed",),
    "correspondence": ("closed", "came"),
    "content": ("closed",),
    "suppression": ("decided",),
    "register": ("closed",),
    "audit": ("closed",),
}
# They hold nothing about a person, and are what proves years later what was done.
FOR_GOOD: Final = frozenset({"register", "audit"})
_OURS: Final[tuple[Source, str]] = ("administrator", "The product's default")
DEFAULTS: Final[Mapping[str, Said[Term]]] = {
    "evidence": Said(Term(0, "days", "decided"), "law", "Art. 5(1)(c), (e)"),
    "outbox": Said(Term(30, "days", "sent"), *_OURS),
    "files": Said(Term(90, "days"), *_OURS),
    "correspondence": Said(Term(36), *_OURS),
    "content": Said(Term(36), *_OURS),
    "suppression": Said(Term(60, "months", "decided"), *_OURS),
    "register": Said(Term(None), "law", "Art. 5(2)"),
    "audit": Said(Term(None), "law", "Art. 5(2)"),
}
LONGEST: Final = {"days": 36_500, "months": 1_200}
_AFTER: Final[Mapping[str, str]] = {
    "closed": "the case was closed",
    "came": "it was written",
    "sent": "it left",
    "decided": "the decision",
}


def term(rules: Rules, kind: str) -> Said[Term]:
    """What this version says of the class, or else what the product does without being told."""
    return rules.kept.get(kind) or DEFAULTS[kind]


def told(value: Term) -> str:
    """“12 months after it was written”."""
    if value.count is None:
        return "For good: it names nobody"
    if value.count == 0:
        return f"Gone within a minute of {_AFTER[value.since]}"
    unit = value.unit if value.count != 1 else value.unit.removesuffix("s")
    return f"{value.count} {unit} after {_AFTER[value.since]}"


def refused(rules: Rules) -> list[str]:
    """A sentence for each time that cannot be kept to; empty when nothing stands in the way."""
    return [
        sentence
        for kind, said in rules.kept.items()
        if (sentence := term_refused(kind, said.value))
    ]


def term_refused(kind: str, value: Term) -> str:
    if kind not in CLASSES:
        return f"There is no class {kind!r} of data to keep; use one of {', '.join(CLASSES)}."
    name = CLASSES[kind]
    if value.since not in SINCE[kind]:
        return f"{name}: the time is counted from {' or '.join(SINCE[kind])}."
    if kind in FOR_GOOD:
        return "" if value.count is None else f"{name}: kept for good, since it names nobody."
    if kind == "evidence":
        gone = value.count == 0
        return "" if gone else f"{name}: a copy goes with the decision, at once (0 days)."
    if value.count is None or not 0 < value.count <= LONGEST[value.unit]:
        return f"{name}: give a time from 1 day up to 100 years."
    return ""
