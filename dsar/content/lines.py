"""Where the words of a page stand, for the child that renders it."""

import ctypes
from typing import Any

import pypdfium2.raw as raw

MOST_CHARACTERS = 400_000  # a document: two seconds and 150 MB
GRAIN = 100_000  # device units a side: enough for a part of a page
ROOM = 0.05  # of a character's height, added above and below


def of_pages(document: Any) -> list[dict[str, Any]]:
    """By page: lines of words, each word with left, top, right, bottom as parts of the page as
    shown; and whether there is more text than could be read."""
    left, pages = MOST_CHARACTERS, []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        there = text.count_chars()
        read = min(there, left)
        pages.append({"lines": _lines(page, text, read), "cut": read < there})
        left -= read
        page.close()
    return pages


def _lines(page: Any, text: Any, characters: int) -> list[list[list[Any]]]:
    """A word that is hyphenated at the end of its line keeps its hyphen, and the line ends there:
    the library takes both halves for one line. What is in a word and cannot be seen is left out."""
    found: list[list[list[Any]]] = [[]]
    word: list[Any] = []
    for at in range(characters):
        char = chr(raw.FPDFText_GetUnicode(text, at))
        broken = raw.FPDFText_IsHyphen(text, at) == 1
        if not char.isspace():
            box = _box(page, text, at)
            seen = "-" if broken else char if char.isprintable() else ""
            word = [word[0] + seen, _around(word[1], box)] if word else [seen, box]
        if char.isspace() or broken:
            _end(word, found[-1])
            word = []
        if (char in "\r\n" or broken) and found[-1]:
            found.append([])
    _end(word, found[-1])
    return [line for line in found if line]


def _end(word: list[Any], line: list[list[Any]]) -> None:
    if word and word[0]:
        line.append([word[0], *word[1]])


def _box(page: Any, text: Any, at: int) -> list[float]:
    """With room for what a font draws beyond its own measure."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, at, loose)
    xs = (left.value, right.value, loose.left, loose.right)
    ys = (bottom.value, top.value, loose.bottom, loose.top)
    room = ROOM * max(max(ys) - min(ys), max(xs) - min(xs))
    corners = [
        _shown(page, min(xs) - room / 2, min(ys) - room),
        _shown(page, max(xs) + room / 2, max(ys) + room),
    ]
    across, down = zip(*corners, strict=True)
    return [_part(min(across)), _part(min(down)), _part(max(across)), _part(max(down))]


def _shown(page: Any, x: float, y: float) -> tuple[int, int]:
    """Turned and cropped as the page is when it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, GRAIN, GRAIN, 0, x, y, across, down)
    return across.value, down.value


def _part(units: int) -> float:
    return min(1.0, max(0.0, units / GRAIN))


def _around(one: list[float], other: list[float]) -> list[float]:
    return [*map(min, one[:2], other[:2]), *map(max, one[2:], other[2:])]
