"""What a plain text consists of, so that mail and paper show the same words in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["words", "list", "quote", "code"]
# How a line of each kind begins. What begins in none of these ways is a line of words.
_MARKS: tuple[tuple[Kind, str], ...] = (("list", "- "), ("quote", "> "), ("code", "    "))


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a paragraph, the items of a list, a quotation, or a code that
    stands alone. None is empty."""

    kind: Kind
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The text from top to bottom. Nothing of it is lost but blank lines and the marks."""
    return list(_grouped(text))


def _grouped(text: str) -> Iterator[Block]:
    for kind, lines in groupby(map(_read, text.splitlines()), key=lambda line: line[0]):
        if kind:
            yield Block(kind, tuple(words for _, words in lines))


def _read(line: str) -> tuple[Kind | None, str]:
    """Its kind and its words; no kind for a blank line. An empty “>” is a line of a quotation."""
    if line.rstrip() == ">":
        return "quote", ""
    if not line.strip():
        return None, ""
    for kind, mark in _MARKS:
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    return "words", line.strip()
