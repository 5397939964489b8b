"""A policy as its sentences, each with the headings above it and the words that lead to its list.

Pasted text has lost its layout: lines are broken anywhere, bullets are any sign, tables are lines.
A line is a heading, an item, or part of a paragraph; a paragraph is cut where a sentence ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

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


@dataclass(slots=True)
class _Block:
    kind: str  # heading, item or prose
    start: int
    end: int
    gap: bool = True
    """An empty line stands above it."""
    listed: bool = False
    """An item of a list that a sentence announced."""
    bare: bool = False
    """An item that has lost its bullet."""


_BULLET: Final = re.compile(
    r"\s*(?:[-*•·●○▪■◦‣⁃–—➢✓✔→\uf0b7\uf0a7]|o(?= +[A-Z]))\s+(?=\S)"
    r"|\s*[•·●○▪■◦‣⁃➢✓✔\uf0b7\uf0a7]\s*(?=\S)"
)
_NUMBER: Final = re.compile(
    r"\s*(?:\(?(?:[ivx]{1,5}|[a-z]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[a-zA-Z]\.)\s+(?=\S)"
)
# A bullet or a number that stands alone on its line belongs to the next.
_MARK_ALONE: Final = re.compile(
    r"\s*(?:[-*•·●○▪■◦‣⁃–]|\(?[a-z]\)|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]?)\s*"
)
_ENDED: Final = re.compile(r"[.!?;:…][\"'”’)\]]*\s*$")
_HEAD_MARK: Final = re.compile(
    r"\s*(?:#{1,6}\s|(?:section|article|part|chapter|clause)\s+\d+\b(?!\s*(?:of|and|or|to|in)\b))",
    re.I,
)


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    gap, marked = True, False
    lines = list(_lines(text))
    spacing = _spacing([text[start:end] for start, end in lines])
    for place, (start, end) in enumerate(lines):
        line = text[start:end]
        if not line.strip():
            gap = spacing != DOUBLED or (place > 0 and not text[slice(*lines[place - 1])].strip())
            continue
        if _MARK_ALONE.fullmatch(line):
            marked = True
            continue
        following = _following(text, lines, place, spacing)
        kind = _kind(
            line,
            gap=gap,
            before=blocks[-1] if blocks else None,
            text=text,
            after=text[following[0] : following[1]],
        )
        bare = kind != "more" and _bare(
            line, gap=gap, before=blocks[-1] if blocks else None, text=text, spacing=spacing
        )
        if bare:
            kind = "item"
        if marked and kind != "heading":
            kind = "item"
        marked = False
        if kind == "more":
            blocks[-1].end = end
        else:
            listed = kind == "item" and bool(blocks) and _listing(text, blocks[-1])
            blocks.append(_Block(kind, start, end, gap, listed, bare))
        gap = False
    return blocks


NONE, SPACED, DOUBLED = range(3)


def _following(
    text: str, lines: list[tuple[int, int]], place: int, spacing: int
) -> tuple[int, int]:
    """The next line, beyond the empty one where every line is followed by one."""
    if spacing != DOUBLED:
        return lines[place + 1] if place + 1 < len(lines) else (0, 0)
    near = lines[place + 1 : place + 3]
    return next((one for one in near if text[slice(*one)].strip()), (0, 0))


def _spacing(lines: list[str]) -> int:
    """Whether empty lines part paragraphs, part every line, or are not there at all."""
    written = [place for place, line in enumerate(lines) if line.strip()]
    if len(written) < 4 or len(written) * 10 > len(lines) * 9:
        return NONE
    parted = sum(1 for one, other in pairwise(written) if other - one == 2)
    broken = sum(
        1
        for one, other in pairwise(written)
        if lines[other].strip()[0].islower() and not _ENDED.search(lines[one])
    )
    return DOUBLED if broken * 4 > len(written) and parted * 10 > len(written) * 4 else SPACED


# "Access: ask us for a copy", which no heading says.
_LABEL: Final = re.compile(r"[A-Z][\w /'’&,()-]{2,50}(?:: | [–—-] )\S+ \S+")


def _bare(line: str, *, gap: bool, before: _Block | None, text: str, spacing: int) -> bool:
    """Whether a line without a bullet is an item of the list that the line above opens or holds."""
    if before is None or before.kind == "heading":
        return False
    opens = text[before.start : before.end].rstrip().endswith(":")
    body = line.strip()
    if (not opens and (gap or not before.bare)) or not 6 < len(body) <= 200:
        return False
    if any(mark.match(line) for mark in (_HEAD_MARK, _BULLET, _NUMBER, _NAVIGATES)):
        return False
    if _LABEL.match(body):
        return True
    return spacing == SPACED and (before.bare or sum(w[0].islower() for w in body.split()) > 1)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _kind(line: str, *, gap: bool, before: _Block | None, text: str, after: str) -> str:
    if _HEAD_MARK.match(line) and len(line) < 120:
        return "heading"
    bullet = _BULLET.match(line)
    number = None if bullet else _NUMBER.match(line)
    body = line[(bullet or number).end() :] if bullet or number else line.strip()  # type: ignore[union-attr]
    if bullet:
        return "item"
    if before is not None and not gap and not number and _continues(text, before, line, after):
        return "more"
    if number and before is not None and _listing(text, before):
        return "item"
    if _titled(body, numbered=bool(number), gap=gap, after=after, before=before, text=text):
        return "heading"
    return "item" if number else "prose"


def _listing(text: str, before: _Block) -> bool:
    """Whether a numbered line goes on with a list, and does not open a section."""
    above = text[before.start : before.end].rstrip()
    return (above.endswith(":") and before.kind != "heading") or before.listed


def _continues(text: str, before: _Block, line: str, after: str) -> bool:
    """Whether a line goes on with the one above, of which it was broken off."""
    if before.kind == "heading":
        return False
    above = text[before.start : before.end].rsplit("\n", 1)[-1].rstrip()
    if line.strip()[:1].islower():
        return not above.endswith((";", ":"))
    if before.bare or (before.kind == "item" and _OPENS_SENTENCE.match(line)):
        return False
    if len(above) < 40 and not above.endswith((",", "-")):
        return False
    if above.endswith(","):
        return True
    return (
        not _ENDED.search(above)
        and (len(line.strip()) > 60 or len(above) > 60)
        and not (
            len(line.strip()) < 60 and line.strip()[-1:] not in ".;,!?" and len(after.strip()) > 60
        )
    )


_OPENS_SENTENCE: Final = re.compile(
    r"\s*(?:To|We|If|You|Please|Our|When|Where|For|In|This|These|All|Any) (?=[a-z])"
)
_NAVIGATES: Final = re.compile(
    r"^(?:[\w.+-]+@|https?:|www\.|tel|e-?mail|phone|fax|"
    r"(?:web ?site|(?:postal )?address|post|mail|name|mobile|attn|attention|"
    r"contact no)\b[^:]{0,12}:)",
    re.I,
)


_ASKS: Final = re.compile(
    r"(?:how|what|who|when|where|why|your|our|contact\w*|rights?|"
    r"access\w*|complaints?|changes|cookies|security|"
    r"retention|fees|questions|identity|exercising|data protection|privacy)\b",
    re.I,
)


def _titled(
    body: str, *, numbered: bool, gap: bool, after: str, before: "_Block | None", text: str
) -> bool:
    words = body.split()
    if (
        not words
        or len(body) > 90
        or len(words) > 13
        or (not body[:1].isalnum() and body[0] not in "\"“'‘*")
        or re.search(r"[a-z)]\. [A-Z]", body)
    ):
        return False
    last = body.rstrip("*_ ")[-1:]
    if last in ".;,!-" and not (last == "." and len(words) <= 4 and numbered):
        return False
    if body[:1].islower() or _NAVIGATES.match(body) or "@" in body:
        return False
    if last == ":":
        return gap and len(words) <= 6 and not body.lower().startswith(("you ", "we ", "to "))
    if after.strip()[:1].islower() and len(body) > 40:
        return False
    if body.isupper() or numbered or last == "?":
        return True
    if before is not None and before.kind == "prose" and len(words) <= 7 and _ASKS.match(body):
        return bool(_ENDED.search(text[before.start : before.end]))
    return gap or len(after.strip()) > 60 or not after.strip() or after.strip()[-1] in ".:;"


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
    for block in _blocks(text):
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
            mark := _BULLET.match(text, begin, block.end) or _NUMBER.match(text, begin, block.end)
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
        if (
            (not item or found[-1].words.endswith(":"))
            and found
            and found[-1].words.endswith(_OPENS)
        ):
            lead, fresh = found[-1].words, True
    return found
