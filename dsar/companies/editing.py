"""A new version of the rules about time, telling, proof and keeping. Every other rule is carried
over untouched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dsar.companies import keeping
from dsar.companies.rules import (
    Approving,
    Enough,
    Escalating,
    Hours,
    Identity,
    Promise,
    Rules,
    Rung,
    Said,
    Term,
)

T = TypeVar("T")
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
    cool_down: int
    days_to_stop: int
    enough: tuple[Enough, ...]
    kept: Mapping[str, Term]


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
    changed["promise"] = {**rules.promise, **promise}
    changed["identity"] = _identity(rules.identity, edit)
    if rules.erasure.days_to_stop.value != edit.days_to_stop:
        changed["erasure"] = replace(rules.erasure, days_to_stop=_new(edit.days_to_stop))
    changed["kept"] = _kept(rules, edit.kept)
    return replace(rules, **changed)


def promised_in(rules: Rules) -> dict[str, Promised | None]:
    """As `Edit` takes them: where a promise stands is a matter of the policy alone."""
    return {
        right: Promised(said.value, said.where if said.source == "policy" else "") if said else None
        for right, said in rules.promise.items()
    }


def _identity(before: Identity, edit: Edit) -> Identity:
    known = {said.value: said for said in before.enough}
    enough = tuple(known.get(one) or _new(one) for one in edit.enough)
    cool_down = before.cool_down
    if cool_down.value != edit.cool_down:
        cool_down = _new(edit.cool_down)
    return replace(before, enough=enough, cool_down=cool_down)


def _kept(rules: Rules, given: Mapping[str, Term]) -> dict[str, Said[Term]]:
    """A time that is the product's own stays unsaid: it follows the product."""
    other = {kind: one for kind, one in given.items() if keeping.term(rules, kind).value != one}
    return {**rules.kept, **{kind: _new(one) for kind, one in other.items()}}


def _new(value: T) -> Said[T]:
    return Said(value, "administrator", AT_THE_DESK)


def _said(before: Said[Any] | None, value: Any) -> Said[Any] | None:
    if before is not None and before.value == value:
        return before
    if before is None and value == "":
        return None
    return _new(value)


def _promised(before: Said[Promise] | None, given: Promised | None) -> Said[Promise] | None:
    if given is None:
        return None
    if before is not None and before.value == given.promise:
        known = before.where if before.source == "policy" else ""
        if given.where == known:
            return before
    if given.where:
        return Said(given.promise, "policy", given.where)
    return _new(given.promise)
