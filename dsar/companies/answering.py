"""What an administrator fills in where a policy is silent; what it says itself stays."""

from dataclasses import replace
from typing import Any

from dsar.companies.rules import Channel, Regulator, Rules, Said

BLANKS = ("legal_name", "town", "country", "calendar", "timezone", "regulator")
BY_HAND = "Answered when the policy was published"


class PolicySays(Exception):
    """The policy has its own answer: change the policy, not its reading."""


def fill_blanks(rules: Rules, answers: dict[str, str | Regulator | None], post: str = "") -> Rules:
    """The rules with these answers, each marked as an administrator's."""
    given = {name: value for name, value in answers.items() if name in BLANKS and value}
    for name in given:
        _refuse_if_said(name, getattr(rules, name))
    filled: dict[str, Any] = {name: _answer(value) for name, value in given.items()}
    if post:
        filled["channels"] = _with_address(rules, post.strip())
    return replace(rules, **filled)


def _answer(value: Any) -> Said[Any]:
    return Said(value.strip() if isinstance(value, str) else value, "administrator", BY_HAND)


def _refuse_if_said(name: str, said: Said[Any] | None) -> None:
    if said is not None and said.source in ("policy", "law"):
        words = f": “{said.quote}”" if said.quote else ""
        raise PolicySays(f"The {said.source} itself says the {name.replace('_', ' ')}{words}.")


def _with_address(rules: Rules, post: str) -> tuple[Said[Channel], ...]:
    blank = [said for said in rules.channels if said.value.kind == "post" and _open(said)]
    if not blank:
        raise PolicySays("The policy itself says the postal address, or invites no letters.")
    return tuple(
        _answer(replace(said.value, value=post)) if said in blank else said
        for said in rules.channels
    )


def _open(said: Said[Channel]) -> bool:
    return not said.value.value or said.source in ("administrator", "example")
