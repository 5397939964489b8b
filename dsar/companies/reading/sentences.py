"""A policy as its sentences, each with the headings above it and the words that lead to its list.

A paragraph of `layout` is cut where a sentence ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .layout import BULLET, NUMBER, blocks
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
    found: list[Sentence] = []
    heading = earlier = lead = ""
    section = 0
    fresh = False
    for block in blocks(text):
        if block.kind == "heading":
            start, end = _trimmed(text, block.start, block.end)
            named = normal(text, start, end)
            if found and not found[-1].is_heading:
                earlier = heading
            elif heading:
                earlier = f"{earlier} / {heading}"[-200:]
            heading, section, lead = named.words, section + 1, ""
            found.append(
                Sentence(
                    len(found),
                    start,
                    end,
                    named,
                    heading,
                    f"{earlier} / {heading}",
                    section,
                    is_heading=True,
                )
            )
            continue
        item = block.kind == "item"
        if not item and (block.gap or not lead) and not (lead.endswith(":") and fresh):
            lead = ""
        fresh = False
        item = item or bool(lead)
        begin = block.start
        above, before, place = heading, earlier, section
        if title := _RUN_IN.match(text, block.start, block.end):
            above, before = normal(text, *title.span(title.lastindex or 0)).words, heading
            if not item:
                section += 2
                place = section - 1
        if item and (
            mark := BULLET.match(text, begin, block.end) or NUMBER.match(text, begin, block.end)
        ):
            begin = mark.end()
        for first, last in _cut(text, begin, block.end):
            start, end = _trimmed(text, first, last)
            if end - start < 2:
                continue
            words = normal(text, start, end)
            if not words.spans:
                continue
            if item and not lead and found and found[-1].section == place and not found[-1].item:
                lead = found[-1].words
            found.append(
                Sentence(
                    len(found),
                    start,
                    end,
                    words,
                    above,
                    f"{before} / {above}",
                    place,
                    item=item,
                    lead=lead if item else "",
                )
            )
        last_words = found[-1].words if found else ""
        if last_words.endswith(":" if item else _OPENS):
            lead, fresh = last_words, True
    return found
