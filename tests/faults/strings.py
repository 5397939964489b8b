"""Texts that somewhere meant more than their letters, and each behind what might let it out."""

import random
from collections import Counter

from tests.attacks.strings import ALL

# What ends an attribute, a tag, a cell, a line or a comment, so that the rest begins anew.
OPENINGS = (
    '"', "'", '">', "'>", "-->", "</p>", "</td></tr>", "</textarea>", "]]>", "*/", "\\", '\\"',
    "%22%3E", "&quot;&gt;", "&#34;&#62;", "{{", "{%", "{", "=", "+", "\t=", "@", "\r\n", "\n",
    "\u2028", "\u202e", "\ufeff", ";", "|", "Robin ",
)  # fmt: skip
ONE_LINE = 190
"""Letters that a name may have; a file's may have fewer."""


def corpus(count: int, dice: random.Random) -> list[str]:
    """The hundred of tests/attacks first, then as many of them behind an opening."""
    more = [opening + text for opening in OPENINGS for text in ALL]
    return [*ALL, *dice.sample(more, max(0, count - len(ALL)))][:count]


class Pen:
    """Gives each field the next texts of its own round through all of them; it may be given where
    words that nobody else uses are."""

    def __init__(self, texts: list[str], *, long: frozenset[str], at_once: int) -> None:
        self.texts, self.long, self.at_once = texts, long, at_once
        self.at: Counter[str] = Counter()
        self.people = 0

    def word(self, door: str) -> str:
        if door not in self.long:
            return self._next(door)
        return "\n".join(self._next(door) for _ in range(self.at_once))

    def address(self, door: str) -> str:
        """One that can be written to: a text is no address, and is refused as one below."""
        self.people += 1
        return f"robin{self.people}@example.org"

    def _next(self, door: str) -> str:
        # Each begins elsewhere, so that a short run does not try the same everywhere.
        place = self.at[door] + 7 * len(door)
        self.at[door] += 1
        return self.texts[place % len(self.texts)]
