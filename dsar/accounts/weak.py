"""Which passwords are too easy: too short, or made of words that anybody would try first.

Django's list of common passwords knows hardly any as long as ours must be; what people do to a
short one is to write it twice, to put the company's name or a year beside it, or figures for
letters.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# With a second factor beside it; NIST SP 800-63B-4 asks for 15 where a password stands alone.
LEAST, LEAST_ALONE = 12, 15
# Besides the names of the companies and of the person: what this desk is about.
OURS = frozenset(
    {
        "admin",
        "compliance",
        "connect",
        "data",
        "desk",
        "dpo",
        "dsar",
        "gdpr",
        "login",
        "officer",
        "password",
        "privacy",
        "protection",
        "request",
        "requests",
        "secret",
        "subject",
        "summer",
        "welcome",
        "winter",
    }
)
_MOST_COMMON = 2
_SHORTEST_WORD, _LONGEST_PIECE = 3, 24
_FIGURES = str.maketrans("013457@$", "oieastas")
_sources: list[Callable[[], Iterable[str]]] = []


def register(source: Callable[[], Iterable[str]]) -> None:
    """`source` gives names that everybody at this desk knows."""
    _sources.append(source)


def least() -> int:
    """How many characters a new password must have."""
    alone = not (settings.REQUIRE_SECOND_FACTOR or settings.DEMO)
    return LEAST_ALONE if alone else LEAST


class LongEnough:
    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002
        if len(password) < least():
            raise ValidationError(
                f"This password is too short. Use at least {least()} characters;"
                " four or five words that do not belong together are easy to remember.",
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return f"At least {least()} characters."


class NotOfKnownWords:
    """Refused: two common passwords or fewer, with names, years and signs around them."""

    def validate(self, password: str, user: Any = None) -> None:
        known = {*OURS, *_words(name for source in _sources for name in source())}
        if user is not None:
            known |= set(_words([user.name, user.email]))
        folded = unicodedata.normalize("NFKC", password).casefold()
        if any(_is_easy(text, known) for text in (folded, folded.translate(_FIGURES))):
            raise ValidationError(
                "This password is made of words that are tried first: names, common passwords,"
                " figures. Use four or five words that do not belong together.",
                code="password_too_easy",
            )

    def get_help_text(self) -> str:
        return "Not made of names, common passwords and figures alone."


def _is_easy(password: str, names: set[str]) -> bool:
    """Whether names, figures and two common passwords are all there is, whatever marks stand
    between. `fewest[end]` is with how few common ones it can be written as far as there."""
    text = "".join(sign for sign in password if sign.isalnum())
    fewest = [0, *[_MOST_COMMON + 1] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            piece = text[start:end]
            if piece.isdecimal() or piece in names:
                price = 0
            elif len(piece) >= _SHORTEST_WORD and piece in _common():
                price = 1
            else:
                continue
            fewest[end] = min(fewest[end], fewest[start] + price)
    return fewest[-1] <= _MOST_COMMON


def _words(names: Iterable[str]) -> Iterable[str]:
    """Each part of a name, and all of it as one word."""
    for name in names:
        folded = unicodedata.normalize("NFKC", name).casefold()
        parts = "".join(sign if sign.isalnum() else " " for sign in folded).split()
        yield from (word for word in (*parts, "".join(parts)) if len(word) >= _SHORTEST_WORD)


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
