"""Parts of a PDF or a picture made unreadable for good. The file itself stays as it is.

What comes back holds pixels and nothing else, drawn anew and blacked out before they were encoded:
never a rectangle over a text. It was made in the jail, and another child of the jail, which was
told only where black has to be, looked for what might be left.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from . import jail
from .bare import is_bare
from .jail import Said

MOST_BYTES = 20 * 1024 * 1024
MOST_BOXES = 2000
TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})
_SENTENCES = {
    "busy": "The file could not be looked at just now. Wait a minute and try again.",
    "locked": "The PDF asks for a password. Save it without one and add it again.",
    "too_many_pages": "The PDF has more than 60 pages. Split it, and black out the part that "
    "needs it.",
    "too_many_pixels": "The picture has too many pixels. Save it with fewer and add it again.",
    "too_big": "The redacted copy would be larger than 20 MB. Split the file and try again.",
    "no_page": "The document has no such page.",
    "wrong_type": "Only a PDF, a JPEG or a PNG can be blacked out.",
    "left": "The copy was thrown away: something could still be read in it. Withhold the whole "
    "document instead.",
}


class NotRedacted(Exception):
    """There is no copy; the text is one sentence for the officer."""


@dataclass(frozen=True)
class Box:
    """Part of a page as it is shown, from 0 to 1 of its width and height. `page` counts from 0."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        inside = 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1
        if not inside or self.page < 0:
            raise ValueError("a box lies on its page and has a size")


@dataclass(frozen=True)
class Word:
    text: str
    box: Box


@dataclass(frozen=True)
class Page:
    lines: tuple[tuple[Word, ...], ...]
    cut: bool = False
    """There is more text on it than was read."""


@dataclass(frozen=True)
class Redacted:
    content_type: str
    content: bytes


def redact(content: bytes, boxes: Iterable[Box]) -> Redacted:
    """A copy without what lies under the boxes. Raises NotRedacted, also where any doubt is left.

    A box on a page that is not there is a doubt.
    """
    marked = list(boxes)
    if not marked or len(marked) > MOST_BOXES:
        raise NotRedacted(f"Mark between one and {MOST_BOXES} places to black out.")
    wanted: dict[str, list[list[float]]] = {}
    for box in marked:
        place = [box.left, box.top, box.right, box.bottom]
        wanted.setdefault(str(box.page), []).append(place)
    made = _drawn("redact", content, boxes=wanted)
    if made.body is None or made.content_type not in TYPES:
        raise NotRedacted(_SENTENCES["left"])
    if len(made.body) > MOST_BYTES:
        raise NotRedacted(_SENTENCES["too_big"])
    check(made.body, made.content_type, wanted)
    return Redacted(made.content_type, made.body)


def check(content: bytes, content_type: str, boxes: dict[str, list[list[float]]]) -> None:
    """Raises NotRedacted unless there is nothing in this file but pixels, black where it must."""
    if not is_bare(content, content_type):
        raise NotRedacted(_SENTENCES["left"])
    looked = _drawn("redacted", content, boxes=boxes)
    if looked.content_type != content_type:
        raise NotRedacted(_SENTENCES["left"])


def read(content: bytes) -> list[Page]:
    """Its pages with their words, where it has words. Raises NotRedacted."""
    said = _drawn("words", content)
    try:
        return [
            Page(tuple(_line(number, line) for line in found["lines"]), bool(found["cut"]))
            for number, found in enumerate(json.loads(said.body or b""))
        ]
    except (ValueError, TypeError, KeyError):
        raise NotRedacted(_sentence("unreadable")) from None


def picture(content: bytes, page: int, marked: Iterable[Box] = ()) -> bytes:
    """A PNG of the page as the copy would show it, with what is marked dark but readable, and
    rulers at its edges."""
    boxes = [[box.left, box.top, box.right, box.bottom] for box in marked if box.page == page]
    said = _drawn("page", content, page=page, boxes=boxes)
    if said.body is None or not said.body.startswith(b"\x89PNG\r\n\x1a\n"):
        raise NotRedacted(_sentence("unreadable"))
    return said.body


def _line(page: int, line: list[tuple[str, float, float, float, float]]) -> tuple[Word, ...]:
    return tuple(
        Word(str(text), Box(page, left, top, right, bottom))
        for text, left, top, right, bottom in line
        if left < right and top < bottom
    )


def _drawn(task: str, content: bytes, **wanted: object) -> Said:
    said = jail.draw(task, json.dumps(wanted).encode() + b"\n" + content)
    if said.no:
        raise NotRedacted(_sentence(said.no))
    return said


def _sentence(code: str) -> str:
    return _SENTENCES.get(code, "This file could not be read. Save it again and add it once more.")
