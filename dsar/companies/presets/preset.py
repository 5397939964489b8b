"""What a preset is, and the few words that presets are written in."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dsar.companies.rights import RIGHTS
from dsar.companies.rules import Promise, Regulator, Rules, Said, SearchPlace

T = TypeVar("T")


def _as_it_is(rules: Rules) -> Rules:
    return rules


@dataclass(frozen=True)
class Preset:
    slug: str
    code: str
    name: str
    website: str
    what_it_does: str
    rules: Rules
    with_examples: Callable[[Rules], Rules] = _as_it_is
    """Fills what an administrator must answer with values that nobody can take for real ones."""

    @property
    def digest(self) -> str:
        """Changes when the preset does; the example values do not count."""
        card = [self.code, self.name, self.website, self.what_it_does, self.rules.to_json()]
        return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Section:
    """A part of a policy, to quote from: `section(value, "its words")`."""

    where: str

    def __call__(self, value: T, quote: str) -> Said[T]:
        return Said(value, "policy", self.where, quote)

    def words(self, quote: str) -> Said[str]:
        """The policy's own words are the rule."""
        return Said(quote, "policy", self.where, quote)


def law(value: T, article: str) -> Said[T]:
    return Said(value, "law", article)


def chosen(value: T, why: str) -> Said[T]:
    """Not in the policy and not law: the product's choice, the administrator's to change."""
    return Said(value, "administrator", why)


def example(value: T) -> Said[T]:
    return Said(value, "example", "Example value for the demonstration: replace it before use")


def rights(**named: Said[str]) -> dict[str, Said[str] | None]:
    """The policy's words where it has any; every other right is the law's alone."""
    return {right: named.get(right) for right in RIGHTS}


def promises(**promised: Said[Promise]) -> dict[str, Said[Promise] | None]:
    return {right: promised.get(right) for right in RIGHTS}


def promise_for_all(said: Said[Promise]) -> dict[str, Said[Promise] | None]:
    """A complaint is no request to exercise a right: no policy's time for those covers it."""
    return {right: None if right == "complaint" else said for right in RIGHTS}


def places(*said: tuple[Section, str, str, str]) -> tuple[Said[SearchPlace], ...]:
    """Each as section, code, name, the policy's words."""
    return tuple(s(SearchPlace(code, name), quote) for s, code, name, quote in said)


ICO = Regulator("Information Commission (ICO)", "https://ico.org.uk/")
IMY = Regulator("Integritetsskyddsmyndigheten (IMY)", "https://www.imy.se/")
