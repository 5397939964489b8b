"""A text as its blocks: a line is a heading, an item, or part of a paragraph.

Pasted text has lost its layout: lines are broken anywhere, bullets are any sign or gone, tables
are lines, and there may be an empty line after each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final


@dataclass(slots=True)
class Block:
    kind: str  # heading, item or prose
    start: int
    end: int
    gap: bool = True
    """An empty line stands above it."""
    listed: bool = False
    """An item of a list that a sentence announced."""
    bare: bool = False
    """An item that has lost its bullet."""


BULLET: Final = re.compile(
    r"\s*(?:[-*•·●○▪■◦‣⁃–—➢✓✔→\uf0b7\uf0a7]|o(?= +[A-Z]))\s+(?=\S)"
    r"|\s*[•·●○▪■◦‣⁃➢✓✔\uf0b7\uf0a7]\s*(?=\S)"
)


NUMBER: Final = re.compile(
    r"\s*(?:\(?(?:[ivx]{1,5}|[a-z]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2}){0,3}[.)]|[a-zA-Z]\.)\s+(?=\S)"
    r"|\s*\d{1,2}(?:\.\d{1,2}){0,3}\s+(?=[^\sa-z])"  # "30 days of …" goes on with the line above
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


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
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
            before=found[-1] if found else None,
            text=text,
            after=text[following[0] : following[1]],
        )
        bare = kind != "more" and _bare(
            line,
            gap=gap,
            before=found[-1] if found else None,
            text=text,
            after=text[following[0] : following[1]],
            spacing=spacing,
        )
        if bare:
            kind = "item"
        if marked and kind != "heading":
            kind = "item"
        marked = False
        if kind == "more":
            found[-1].end = end
        else:
            listed = kind == "item" and bool(found) and _listing(text, found[-1])
            found.append(Block(kind, start, end, gap, listed, bare))
        gap = False
    return found


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


def _bare(
    line: str, *, gap: bool, before: Block | None, text: str, after: str, spacing: int
) -> bool:
    """Whether a line without a bullet is an item: the line above opens or holds a list, or the
    next is labelled like it."""
    body = line.strip()
    if before is None or not 6 < len(body) <= 200:
        return False
    opens = before.kind != "heading" and text[before.start : before.end].rstrip().endswith(":")
    goes_on = before.bare and not gap
    labelled = bool(_LABEL.match(body))
    series = labelled and bool(_LABEL.match(after.strip()))
    if not (opens or goes_on or series):
        return False
    if any(mark.match(line) for mark in (_HEAD_MARK, BULLET, NUMBER, _NAVIGATES)):
        return False
    if labelled:
        return True
    return spacing == SPACED and (before.bare or sum(w[0].islower() for w in body.split()) > 1)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _kind(line: str, *, gap: bool, before: Block | None, text: str, after: str) -> str:
    if _HEAD_MARK.match(line) and len(line) < 120:
        return "heading"
    bullet = BULLET.match(line)
    number = None if bullet else NUMBER.match(line)
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


def _listing(text: str, before: Block) -> bool:
    """Whether a numbered line goes on with a list, and does not open a section."""
    above = text[before.start : before.end].rstrip()
    return (above.endswith(":") and before.kind != "heading") or before.listed


def _continues(text: str, before: Block, line: str, after: str) -> bool:
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
    body: str, *, numbered: bool, gap: bool, after: str, before: "Block | None", text: str
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
