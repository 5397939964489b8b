"""Whether a file of an answer is about the person it goes to: a look before a person looks.

Only text can be searched here. What cannot be said is said to be unknown, never taken for well.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import Shredded, Unreadable

SEARCHED = ("text/plain", "text/csv", "application/json")
# Bytes looked at; what stands further on was not seen, which is said.
MOST = 2 * 1024 * 1024
_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")


@dataclass(frozen=True)
class Match:
    """`named` is None where the file cannot be searched. `others` counts strange addresses."""

    named: bool | None
    others: int = 0


def match(file: SealedFile, *, person: dict[str, Any], known: Iterable[str] = ()) -> Match:
    """Whether this person's name or address stands in the file, and how many other addresses.

    `known` are addresses that are nobody's secret there, such as the company's own.
    """
    text = _text_of(file)
    if text is None:
        return Match(None)
    own = {str(person.get("email", "")).casefold(), *(one.casefold() for one in known)}
    email = str(person.get("email", "")).casefold()
    words = str(person.get("name", "")).casefold().split()
    by_name = bool(words) and all(word in text for word in words)
    named = by_name or bool(email and email in text)
    return Match(named, len(set(_ADDRESS.findall(text)) - own))


def _text_of(file: SealedFile) -> str | None:
    if file.content_type not in SEARCHED:
        return None
    read = b""
    try:
        for piece in files.read(file):
            read += piece
            if len(read) > MOST:
                break
    except (Shredded, Unreadable):
        return None
    return read[:MOST].decode(errors="replace").casefold()
