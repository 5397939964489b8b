"""Bytes that somebody gave us as a text, and whether they are one that can be read here."""

import re
from typing import Final

LARGEST: Final = 400_000
"""Characters that are read. A policy of a hundred pages has as many."""
MOST_LINES: Final = 40_000
"""Lines that are read: each may be a heading or an item, and is looked at as one."""
_COMMON: Final = frozenset(
    (
        "the and of to you your we our or in for is that with this are may by as be not on it "
        "from have will any can if"
    ).split()
)


class NotText(Exception):
    """Its text is a sentence for the person who gave the file."""


def plain(content: bytes) -> str:
    """The text of a file that holds text, in whichever common encoding."""
    if content.startswith(b"%PDF"):
        raise NotText("This is a PDF. Open it, copy its text, and give that.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotText("This is an office document. Open it, copy its text, and give that.")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text or len(re.findall(r"[\x00-\x08\x0e-\x1f\ufffd]", text[:20_000])) > 20:
        raise NotText("This is no text. Copy the policy's words from its page, and give those.")
    return text


def doubts(text: str) -> list[str]:
    """Why little can be expected of reading this text, a sentence each."""
    words = re.findall(r"[^\W\d_]+", text[:200_000].lower())
    if len(words) < 20:
        return ["There is hardly any text. Give the whole privacy policy."]
    found = []
    if sum(word in _COMMON for word in words) < 0.12 * len(words):
        found.append(
            "The text does not seem to be English, which is all that can be read. Give its"
            " English version, or fill in the rules by hand."
        )
    return [*found, *filter(None, [cut_short(text)])]


def read_part(text: str) -> str:
    """As much of it as is read."""
    return text[: _end_of_lines(text[:LARGEST])]


def _end_of_lines(text: str) -> int:
    if text.count("\n") <= MOST_LINES:
        return len(text)
    return len("\n".join(text.split("\n", MOST_LINES)[:-1]))


def cut_short(text: str) -> str:
    """That some of the text was not read; empty where all of it was."""
    part = read_part(text)
    if len(part) == len(text):
        return ""
    amount = f"{LARGEST:,} characters" if len(part) == LARGEST else f"{MOST_LINES:,} lines"
    return f"Only the first {amount} were read. Give the policy alone."
