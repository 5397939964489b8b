"""One line of the working."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from ..rules import CERTAINTIES, Cite
from ..speaking import gettext, language, speaking

_RANK = {certainty: rank for rank, certainty in enumerate(CERTAINTIES)}


def _stored(text: str) -> str:
    return text


@lru_cache(maxsize=8192)
def _told(say: Callable[..., str], facts: tuple[Any, ...], spoken: str) -> str:
    """The same words for the same facts: most requests of a day say the same."""
    with speaking(spoken):  # so that nobody is asked again for each word
        return say(*facts)


def _cited(text: str) -> str:
    """The article or source as it is called in the language in force."""
    policy, comma, where = text.partition(", ")
    if comma and policy == "privacy policy":
        return gettext("privacy policy, {where}").format(where=where)
    return gettext(text)


class Step(NamedTuple):
    """A step with `days` is part of the sum: the start and all such days make the law's date.

    `safe_on` stands where the law can be read otherwise: what `on` would be by the reading that is
    worst for us. A step holds all that it says; the words are put together when they are read,
    since most steps are counted and never looked at.
    """

    what: str
    on: date | None
    days: int | None
    rule: str
    cite: Cite
    certainty: str
    say: Callable[..., str]
    facts: tuple[Any, ...]
    names: tuple[str, ...] = ()
    safe_on: date | None = None

    @property
    def text(self) -> str:
        if self.say is _stored:
            return str(self.facts[0])
        return _told(self.say, self.facts, language())

    @property
    def lang(self) -> str:
        """“en” where the text is the English one that was stored, though another language is in
        force; else empty."""
        return "en" if self.say is _stored and language() != "en" else ""

    @property
    def article(self) -> str:
        return _cited(self.cite.article)

    @property
    def source(self) -> str:
        return _cited(self.cite.source)

    def __eq__(self, other: object) -> bool:
        """By what a reader sees: a step that was stored is the step it was."""
        return isinstance(other, Step) and self.to_json() == other.to_json()

    def to_json(self) -> dict[str, Any]:
        """In English, whatever language is in force: it is what is stored and compared."""
        if language() != "en":
            with speaking("en"):
                return self.to_json()
        return {
            "what": self.what,
            "on": self.on and self.on.isoformat(),
            "days": self.days,
            "text": self.text,
            "article": self.article,
            "source": self.source,
            "certainty": self.certainty,
            "names": list(self.names),
            "rule": self.rule,
            "safe_on": self.safe_on and self.safe_on.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Step":
        on, safe = data["on"], data.get("safe_on")
        return cls(
            what=data["what"],
            on=date.fromisoformat(on) if on else None,
            days=data["days"],
            rule=data["rule"],
            cite=Cite(data["article"], data["source"], data["certainty"]),
            certainty=data["certainty"],
            say=_stored,
            facts=(data["text"],),
            names=tuple(data["names"]),
            safe_on=date.fromisoformat(safe) if safe else None,
        )


def weakest(steps: Iterable[Step]) -> str:
    """The certainty of the least certain step that the due date hangs on."""
    return CERTAINTIES[max([_RANK[s.certainty] for s in steps if s.what != "acknowledge"])]
