"""A language nobody speaks, for tests: every message longer, and marked at both ends.

Up to ten characters a message grows by 200 %, beyond by 40 %. Placeholders and markup stay as they
are. What stands on a page without the marks is not translated.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

CODE, LOCALE = "en-xa", "en_XA"
OPEN, CLOSE = "⟦", "⟧"
SHORT = 10
# %(name)s, %s, %%, {name}, <a href="…">, &nbsp;
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{[^{}]*\}|<[^<>]*>|&#?\w+;)")
_ACCENTS = str.maketrans("aeiouyAEIOU", "åéïöüýÅÉÏÖÜ")


def longer(message: str) -> str:
    """The same in that language; space at the ends, which layout counts on, stays."""
    core = message.strip()
    if not core:
        return message
    head, _, tail = message.partition(core)
    words = re.findall(r"\w+", _KEPT.sub("", core)) or ["x"]
    missing = round(len(_KEPT.sub("", core)) * (2 if len(core) <= SHORT else 0.4))
    padding = ""
    for number in range(missing):
        if len(padding) >= missing:
            break
        padding += f" {words[number % len(words)]}"
    parts = _KEPT.split(core)
    parts[::2] = [part.translate(_ACCENTS) for part in parts[::2]]
    return f"{head}{OPEN}{''.join(parts)}{padding.translate(_ACCENTS)}{CLOSE}{tail}"


def outside_marks(text: str) -> str:
    """What no message said."""
    before = None
    while before != text:
        before, text = text, re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
    return text


def make(source: Iterable[Message], folder: Path, domain: str) -> None:
    """The catalogue of that language in `folder`, with all messages of `source`."""
    made = Catalog(locale="en")
    for message in source:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = tuple(longer(one) for one in ids)
        made.add(message.id, said if len(said) > 1 else said[0], context=message.context)
    there = folder / LOCALE / "LC_MESSAGES"
    there.mkdir(parents=True, exist_ok=True)
    with (there / f"{domain}.mo").open("wb") as file:
        write_mo(file, made)
