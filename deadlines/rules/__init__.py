"""The laws we can count by, one entry each, and which of them counts. No law stands elsewhere."""

from types import MappingProxyType

from . import elsewhere, europe
from .kinds import CERTAINTIES, Aim, Cite, Extension, Pause, Rule, UnknownRule
from .picking import REGIMES, pick_rule

__all__ = [
    "CERTAINTIES",
    "REGIMES",
    "RULES",
    "Aim",
    "Cite",
    "Extension",
    "Pause",
    "Rule",
    "UnknownRule",
    "extension_of",
    "may_pause",
    "pick_rule",
    "rule_of",
]

RULES: MappingProxyType[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*europe.LAWS, *elsewhere.LAWS)}
)


def rule_of(id: str) -> Rule:
    """The entry of that id; UnknownRule for any other."""
    try:
        return RULES[id]
    except KeyError:
        raise UnknownRule(
            f"There is no rule {id!r}; the rules are: {', '.join(sorted(RULES))}."
        ) from None


def may_pause(rule: str, request: str) -> bool:
    """Whether a question to the person may stop the clock of such a request."""
    pause = rule_of(rule).pause
    return pause is not None and (pause.requests is None or request in pause.requests)


def extension_of(rule: str) -> Extension | None:
    """By how much and on what grounds the period may be lengthened; None if it may not."""
    return rule_of(rule).extension
