"""A folder of anchors to sign into, and to tamper with."""

import json
from pathlib import Path
from typing import Any

from pytest_django import Settings

from dsar.audit.anchors import Anchor, read
from dsar.audit.keys import known_keys, new_key

ACME = 1


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, company: int = ACME) -> Path:
        return self.path / f"company-{company}.jsonl"

    def lines(self, company: int = ACME) -> list[bytes]:
        return self.file(company).read_bytes().splitlines()

    def anchors(self, company: int = ACME) -> list[Anchor]:
        return [read(line, known_keys()) for line in self.lines(company)]

    def rewrite(self, *lines: bytes, company: int = ACME) -> None:
        self.file(company).write_bytes(b"".join(line + b"\n" for line in lines))


def keep_anchors(place: Path, settings: Settings) -> Folder:
    """Anchors are kept there from now on."""
    settings.ANCHORS, settings.ANCHOR_KEY = str(place), new_key()
    settings.ANCHOR_OLD_SIGNERS = []
    return Folder(place)


def changed(line: bytes, **fields: Any) -> bytes:
    """The same line, with other words in it and the signature it had."""
    return json.dumps(json.loads(line) | fields, separators=(",", ":")).encode()
