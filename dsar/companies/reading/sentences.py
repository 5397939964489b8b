"""A policy as its sentences, each with the headings above it and the words that lead to its list.

A paragraph of `layout` is cut where a sentence ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .layout import BULLET, NUMBER, Block, blocks
from .tokens import Normal, normal

# Longer than any sentence that people write: so much is read at a time, to stay linear.
LONGEST: Final = 1200


@dataclass(frozen=True, slots=True)
class Sentence:
    """`start` and `end` are offsets into the text that was read."""

    number: int
    start: int
    end: int
    normal: Normal
    heading: str
    """Nearest heading, in normal form."""
    trail: str
    """The heading before it and the nearest, in normal form."""
    section: int
    """Sentences with the same number stand under the same heading."""
    item: bool = False
    lead: str = ""
    """For an item: the words that lead to the list, e.g. "you have the right to:"."""
    is_heading: bool = False

    @property
    def words(self) -> str:
        return self.normal.words


_STOP: Final = re.compile(
    r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9•])|[.!?][\"'”’)\]]*(?=[ \t]*[\n\r])"
)
_SHORTENED: Final = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|e\.g|i\.e|mr|mrs|ms|dr|st|no|nos|vs|"
    r"inc|ltd|art|arts|tel|sec|reg|pty|"
    r"corp|approx|max|min|rs|para|incl|u\.s|u\.k|p\.o|cf|bros|ave|rd)\.$",
    re.I,
)
_INNER: Final = re.compile(r"\s+[•●▪■◦‣➢✓✔]\s+")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph."""
    if end - start < 12:
        yield start, end
        return
    edges = [start]
    for match in _STOP.finditer(text, start, end):
        if not _SHORTENED.search(text, max(start, match.end() - 9), match.end()):
            edges.append(match.end())
    edges.extend(match.start() for match in _INNER.finditer(text, start, end))
    edges = [*sorted(set(edges)), end]
    for first, last in pairwise(edges):
        yield from _short_enough(text, first, last)


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        at = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = at if at > 0 else start + LONGEST
        yield start, at
        start = at
    yield start, end


# "Access to your data: you may ask …": a heading on the line of its paragraph.
_RUN_IN: Final = re.compile(
    r"\s*(?:\(?\w{1,4}[.)]\s+)?(?:[-*•·●▪]\s+)?\**([A-Z][^.:;!?\n]{2,70})\**(?::|"
    r" [-–—])\**\s+(?=[A-Z\"“])"
    r"|\s*(?:[-*•·●▪]\s+)?\**(Right[^.:;!?\n]{2,60})\**(?::| [-–—])\**\s+"
)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_OPENS: Final = (":", " to", " the", " -")


def sentences(text: str) -> list[Sentence]:
    """Every sentence, heading and item of the text, in its order."""
    reader = _Reader(text)
    for block in blocks(text):
        if block.kind == "heading":
            reader.take_heading(block)
        else:
            reader.take(block)
    return reader.found


class _Reader:
    """Goes from block to block and keeps in mind what stands above."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Sentence] = []
        self.heading = self.earlier = ""
        self.section = 0
        self.lead = ""
        self.led_just_now = False

    def take_heading(self, block: Block) -> None:
        start, end = _trimmed(self.text, block.start, block.end)
        named = normal(self.text, start, end)
        if self.found and not self.found[-1].is_heading:
            self.earlier = self.heading
        elif self.heading:
            self.earlier = f"{self.earlier} / {self.heading}"[-200:]
        self.heading, self.section, self.lead = named.words, self.section + 1, ""
        number, trail = len(self.found), f"{self.earlier} / {self.heading}"
        self.found.append(
            Sentence(number, start, end, named, self.heading, trail, self.section, is_heading=True)
        )

    def take(self, block: Block) -> None:
        """An item, or part of a paragraph; after words that lead to a list that is an item too."""
        is_item = self._is_item(block)
        above, before, place = self.heading, self.earlier, self.section
        if title := _RUN_IN.match(self.text, block.start, block.end):
            above = normal(self.text, *title.span(title.lastindex or 0)).words
            before = self.heading
            if not is_item:
                self.section += 2
                place = self.section - 1
        begin = self._after_its_mark(block) if is_item else block.start
        for first, last in _cut(self.text, begin, block.end):
            self._take_sentence(first, last, above, f"{before} / {above}", place, item=is_item)
        newest = self.found[-1].words if self.found else ""
        self.led_just_now = newest.endswith(":" if is_item else _OPENS)
        if self.led_just_now:
            self.lead = newest

    def _is_item(self, block: Block) -> bool:
        if block.kind == "item":
            return True
        goes_on = self.lead.endswith(":") and self.led_just_now
        if block.gap and not goes_on:
            self.lead = ""
        return bool(self.lead)

    def _after_its_mark(self, block: Block) -> int:
        within = self.text, block.start, block.end
        mark = BULLET.match(*within) or NUMBER.match(*within)
        return mark.end() if mark else block.start

    def _take_sentence(
        self, first: int, last: int, heading: str, trail: str, place: int, *, item: bool
    ) -> None:
        start, end = _trimmed(self.text, first, last)
        if end - start < 2:
            return
        words = normal(self.text, start, end)
        if not words.spans:
            return
        newest = self.found[-1] if self.found else None
        if item and not self.lead and newest and newest.section == place and not newest.item:
            self.lead = newest.words
        lead = self.lead if item else ""
        self.found.append(
            Sentence(
                len(self.found), start, end, words, heading, trail, place, item=item, lead=lead
            )
        )
