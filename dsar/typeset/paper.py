"""Letters as one PDF to print and post: tagged (PDF/UA-1), and the same bytes for the same words.

The words go to typst as data, which it never reads as markup. No system font is looked for, and
nothing outside this folder can be read.
"""

import json
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from .blocks import blocks

logger = logging.getLogger(__name__)
_ROOM = Path(__file__).parent
# Marks that turn the direction of what follows: a name could make a line read otherwise.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_SHOWN = 5  # of the characters that cannot be printed


class Unprintable(ValueError):
    """The sentence says what about the letter does not fit on paper."""


@dataclass(frozen=True)
class Letter:
    sender: tuple[str, ...]
    """Name, then address and ways to answer, a line each."""
    to: tuple[str, ...]
    """As it stands in the window of the envelope."""
    on: str
    reference: str
    subject: str
    text: str
    working: tuple[tuple[str, ...], ...] = ()
    """How a date in the text came about: step, date, days and rule of each row."""


def as_pdf(letters: Sequence[Letter], *, title: str) -> bytes:
    """One after the other, each from a right-hand page on and with pages of its own count.

    Raises Unprintable where our fonts lack a character, or an address is longer than a window.
    """
    given = {"title": title, "letters": [_given(letter) for letter in letters]}
    try:
        made: bytes = typst.compile(
            _ROOM / "letter.typ",
            root=_ROOM,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"given": json.dumps(given)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        # What it says repeats the words of the letter: none of it goes on.
        raise Unprintable(_sentence(error)) from None
    return made


def _given(letter: Letter) -> dict[str, object]:
    return {
        "from": _cleaned(letter.sender),
        "to": _cleaned(letter.to),
        "on": letter.on,
        "reference": letter.reference,
        "subject": _clean(letter.subject),
        "blocks": [
            {"kind": block.kind, "lines": _cleaned(block.lines)} for block in blocks(letter.text)
        ],
        "working": [_cleaned(row) for row in letter.working],
    }


def _cleaned(lines: Sequence[str]) -> list[str]:
    return [_clean(line) for line in lines]


def _clean(line: str) -> str:
    """Without what is no sign to read: control characters, halves of one, turned directions."""
    straight = _TURNING.sub("", line.replace("\t", " "))
    return "".join(sign for sign in straight if unicodedata.category(sign) not in ("Cc", "Cs"))


def _sentence(error: typst.TypstError) -> str:
    if "address-too-long" in error.message:
        return (
            "The address is longer than the window of an envelope. Shorten it, or write the "
            "envelope by hand and print the letter from this page."
        )
    if lacking := list(dict.fromkeys(_NO_GLYPH.findall(error.diagnostic))):
        signs = ", ".join(lacking[:_SHOWN])
        return f"Our fonts lack signs of this letter ({signs}). Print it from this page instead."
    logger.error("typst did not set a letter, and not for want of a sign or of room")
    return "This letter could not be made into a PDF. Print it from this page instead."
