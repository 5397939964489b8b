"""Where words stand in a document, also broken over the end of a line or of a page."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .redacting import Page, Word

MOST_PIECES = 4  # of one word, each the last of its line
SHORTEST_BROKEN = 5  # letters: what is shorter is broken by a hyphen only
_AT_ITS_ENDS = ".,;:!?()[]\"'“”’"
_HYPHENS = "-\u00ad\u2010\u2011"
_NO_HYPHENS = dict.fromkeys(map(ord, _HYPHENS))


@dataclass(frozen=True)
class Mention:
    """Its words, and all that stands on their lines, by line."""

    parts: tuple[tuple[Word, ...], ...]
    lines: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True)
class _Token:
    word: Word
    plain: str
    line: int
    """Counted through the whole document."""
    last: bool
    """Nothing follows on its line: the next word may be the rest of it."""


def mentions(pages: Sequence[Page], wanted: str) -> list[Mention]:
    """Each place where these words stand one after another, whatever their capitals, accents and
    hyphens, each alone or as a part of a longer word. Two of them may share a word."""
    lines = [line for page in pages for line in page.lines if line]
    tokens = list(_tokens(lines))
    asked = [word for each in wanted.split() if (word := _plain(each.strip(_AT_ITS_ENDS)))]
    found = []
    for at in range(len(tokens) if asked else 0):
        end = _end(tokens, at, asked)
        if end is not None:
            taken = [
                (number, tuple(token.word for token in group))
                for number, group in groupby(tokens[at:end], lambda token: token.line)
            ]
            parts = tuple(words for _, words in taken)
            found.append(Mention(parts, tuple(lines[number] for number, _ in taken)))
    return found


def _tokens(lines: Sequence[tuple[Word, ...]]) -> Iterator[_Token]:
    for number, line in enumerate(lines):
        plain = [(word, _plain(word.text)) for word in line]
        seen = [one for one in plain if one[1]]
        for word, text in seen:
            yield _Token(word, text, number, word is seen[-1][0])


def _end(tokens: Sequence[_Token], at: int, asked: Sequence[str]) -> int | None:
    """Where the words that begin here end; None if they do not stand here."""
    end = at
    for word in asked:
        until = _taken(tokens, end, word)
        if until is None:
            return None
        end = until
    return end


def _taken(tokens: Sequence[_Token], at: int, asked: str) -> int | None:
    """As many pieces as it takes, and each of them is needed."""
    first, rest = "", ""
    for end, token in enumerate(tokens[at : at + MOST_PIECES], at + 1):
        first, rest = (first, rest + token.plain) if first else (token.plain, "")
        if asked in rest:
            return None
        if asked in first + rest:
            return end
        hyphenated = token.word.text[-1] in _HYPHENS
        if not token.last or not (hyphenated or len(asked) >= SHORTEST_BROKEN):
            return None
    return None


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return bare.translate(_NO_HYPHENS).casefold()
