"""A new version of the rules about time and telling. Every other rule is carried over untouched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dsar.companies.rules import Approving, Escalating, Hours, Promise, Rules, Rung, Said

AT_THE_DESK = "Edited at the desk"


@dataclass(frozen=True)
class Promised:
    """A promise, and where the privacy policy prints it; empty where it does not."""

    promise: Promise
    where: str = ""


@dataclass(frozen=True)
class Edit:
    """All that an administrator can change here, as it is to be."""

    promise: Mapping[str, Promised | None]
    calendar: str
    timezone: str
    internal_target: int
    ladder: tuple[Rung, ...]
    hours: Hours
    escalating: Escalating
    digest_from: int
    morning_summary: bool
    approval: Approving


def edited(rules: Rules, edit: Edit) -> Rules:
    """The rules with these values. What stays the same keeps who said so, and in which words."""
    names = ("calendar", "timezone", "internal_target", "ladder", "hours", "escalating")
    changed: dict[str, Any] = {
        name: _said(getattr(rules, name), getattr(edit, name))
        for name in (*names, "digest_from", "morning_summary", "approval")
    }
    promise = {
        right: _promised(rules.promise.get(right), given) for right, given in edit.promise.items()
    }
    return replace(rules, promise={**rules.promise, **promise}, **changed)


def promised_in(rules: Rules) -> dict[str, Promised | None]:
    """As `Edit` takes them: where a promise stands is a matter of the policy alone."""
    return {
        right: Promised(said.value, said.where if said.source == "policy" else "") if said else None
        for right, said in rules.promise.items()
    }


def _said(before: Said[Any] | None, value: Any) -> Said[Any] | None:
    if before is not None and before.value == value:
        return before
    if before is None and value == "":
        return None
    return Said(value, "administrator", AT_THE_DESK)


def _promised(before: Said[Promise] | None, given: Promised | None) -> Said[Promise] | None:
    if given is None:
        return None
    if before is not None and before.value == given.promise:
        known = before.where if before.source == "policy" else ""
        if given.where == known:
            return before
    if given.where:
        return Said(given.promise, "policy", given.where)
    return Said(given.promise, "administrator", AT_THE_DESK)
