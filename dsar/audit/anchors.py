"""A signed line that says how long a chain was at a moment, and how it ended.

Whoever holds the database can write a whole chain anew, and it fits. Lines signed with a key that
the database never saw, kept where it cannot write, still say how the chain was. Needs no database
and no settings; docs/security.md has the format for whoever writes a verifier of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .chain import joined

VERSION = "dsar.anchor/1"
BEFORE_THE_FIRST = bytes(32)


class Unreadable(ValueError):
    """The line is not an anchor, or not written as one."""


class Forged(ValueError):
    """The line is not signed with a key that we know: nothing that it says counts."""


@dataclass(frozen=True)
class Anchor:
    """Rows `first` to `seq` of this company stood there `at`, and the last one's digest was `head`.

    `root` is the root of the tree over the digests of these rows; `prev` the SHA-256 of the line
    before, so that no line can be taken out or put in.
    """

    company_id: int
    first: int
    seq: int
    head: bytes
    root: bytes
    at: str  # ISO 8601, signed as it is written
    prev: bytes

    def message(self) -> bytes:
        """What is signed."""
        numbers = (str(number).encode() for number in (self.company_id, self.first, self.seq))
        return joined(VERSION.encode(), *numbers, self.head, self.root, self.at.encode(), self.prev)

    def line(self, key: Ed25519PrivateKey) -> bytes:
        """The anchor as it is kept, without the line break."""
        fields = {
            "anchor": VERSION,
            "company": self.company_id,
            "first": self.first,
            "seq": self.seq,
            "head": self.head.hex(),
            "root": self.root.hex(),
            "at": self.at,
            "prev": self.prev.hex(),
            "key": key_id(key.public_key()),
            "signature": key.sign(self.message()).hex(),
        }
        return _written(fields)


def key_id(key: Ed25519PublicKey) -> str:
    """Sixteen letters that name a key."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def line_digest(line: bytes) -> bytes:
    return sha256(line).digest()


def read(line: bytes, known: Mapping[str, Ed25519PublicKey]) -> Anchor:
    """The anchor in this line, if a known key signed it. Raises Unreadable or Forged."""
    anchor, key, signature = parse(line)
    if key not in known:
        raise Forged(f"is signed with the key {key}, which is not known here")
    try:
        known[key].verify(signature, anchor.message())
    except InvalidSignature:
        raise Forged("carries a forged signature") from None
    return anchor


def parse(line: bytes) -> tuple[Anchor, str, bytes]:
    """The anchor, the name of its key and its signature, which nobody has looked at yet."""
    try:
        fields = json.loads(line)
        # Only one way to write an anchor: then no byte of a line can change unseen.
        if fields["anchor"] != VERSION or _written(fields) != line:
            raise Unreadable("is not written as an anchor is")
        anchor = Anchor(
            company_id=_number(fields["company"]),
            first=_number(fields["first"]),
            seq=_number(fields["seq"]),
            head=_bytes(fields["head"], 32),
            root=_bytes(fields["root"], 32),
            at=_moment(fields["at"]),
            prev=_bytes(fields["prev"], 32),
        )
        return anchor, _bytes(fields["key"], 8).hex(), _bytes(fields["signature"], 64)
    except Unreadable:
        raise
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("cannot be read") from None


def _written(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise Unreadable("is not written as an anchor is")
    return value


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise Unreadable("is not written as an anchor is")
    return text


def _bytes(text: str, length: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != length or found.hex() != text:
        raise Unreadable("is not written as an anchor is")
    return found
