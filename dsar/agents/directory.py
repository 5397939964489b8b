"""The agents' directory (3.05): a JSON list, strict where it counts and light elsewhere."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

KEY_BYTES = 32
# Real ids do not match the schema's own pattern ("yorba_aa_prod_v1").
_ID = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class NoDirectory(Exception):
    """The file cannot be used; the text is a sentence."""


@dataclass(frozen=True)
class Entry:
    agent_id: str
    name: str
    verify_key: str
    web_url: str


def read(text: str) -> list[Entry]:
    """Each agent once. Raises NoDirectory for a file with any entry that could not be trusted."""
    try:
        found = json.loads(text)
    except ValueError:
        raise NoDirectory("The file is not JSON.") from None
    lines = [found] if isinstance(found, dict) else found
    if not isinstance(lines, list) or not lines:
        raise NoDirectory("The file holds no list of agents.")
    entries = [_entry(number, line) for number, line in enumerate(lines, start=1)]
    ids = [entry.agent_id for entry in entries]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise NoDirectory(f"The file names {', '.join(twice)} twice.")
    return entries


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _entry(number: int, line: Any) -> Entry:
    if not isinstance(line, dict):
        raise NoDirectory(f"Entry {number} is no object.")
    agent_id, name, key, url = (
        line.get(field) for field in ("id", "name", "verify_key", "web_url")
    )
    if not isinstance(agent_id, str) or not is_id(agent_id):
        raise NoDirectory(f"Entry {number} has no usable id.")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 200:
        raise NoDirectory(f"{agent_id} has no name.")
    if not isinstance(key, str) or not _is_key(key):
        raise NoDirectory(f"The verify_key of {agent_id} is not 32 bytes in base64.")
    if not isinstance(url, str) or not _is_web(url):
        raise NoDirectory(f"The web_url of {agent_id} is no address that begins with https://.")
    return Entry(agent_id, name.strip(), key, url)


def _is_key(text: str) -> bool:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == KEY_BYTES and base64.b64encode(raw).decode() == text


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and len(url) <= 500
    except ValueError:
        return False
