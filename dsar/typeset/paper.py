"""Letters as one PDF to print and post: tagged (PDF/UA-1), and the same bytes for the same words.

The words go to typst as data, which it never reads as markup. No system font is looked for, and
nothing outside this folder can be read.
"""

import json
import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typst
from django.utils.translation import gettext, override

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
    language: str = "en"
    """What it is written in: read aloud in it, hyphenated in it, and the words around it too."""


def as_pdf(letters: Sequence[Letter], *, title: str) -> bytes:
    """One after the other, each from a right-hand page on and with pages of its own count.

    Raises Unprintable where our fonts lack a character, or an address is longer than a window.
    """
    languages = {letter.language for letter in letters}
    given = {
        "title": title,
        # Of letters in several languages the title is the desk's own.
        "lang": languages.pop() if len(languages) == 1 else "en",
        "letters": [_given(letter) for letter in letters],
    }
    return compiled("letter.typ", given)


def compiled(template: str, given: Mapping[str, object]) -> bytes:
    """The PDF that a template of this folder makes of these words. Raises Unprintable."""
    try:
        made: bytes = typst.compile(
            _ROOM / template,
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
        "from": cleaned(letter.sender),
        "to": cleaned(letter.to),
        "on": letter.on,
        "reference": letter.reference,
        "subject": clean(letter.subject),
        "blocks": [
            {"kind": block.kind, "lines": cleaned(block.lines)} for block in blocks(letter.text)
        ],
        "working": [cleaned(row) for row in letter.working],
        "lang": letter.language,
        "words": _words_around(letter.language),
    }


def _words_around(language: str) -> dict[str, object]:
    """What stands on the paper beside the letter's own words."""
    with override(language):
        return {
            "reference": gettext("Reference:"),
            "page": gettext("Page {number} of {count}"),
            "working": gettext("How this date came about"),
            "columns": [
                # Translators: heads of a table that adds days to a date.
                gettext("Step"),
                gettext("Date"),
                gettext("Days"),
                # Translators: the article of a law that says so.
                gettext("Rule"),
            ],
        }


def cleaned(lines: Sequence[str]) -> list[str]:
    return [clean(line) for line in lines]


def clean(line: str) -> str:
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
