"""How one event follows from another. Needs no database: an auditor can run this on an export."""

from collections.abc import Sequence
from hashlib import sha256

VERSION = b"dsar.audit/1"
GENESIS = bytes(32)  # stands before the first event


def joined(*parts: bytes) -> bytes:
    """All parts, each with its length in four bytes before it, so that none runs into the next."""
    return b"".join([len(part).to_bytes(4) + part for part in parts])


def digest(
    *,
    prev: bytes,
    company_id: int,
    seq: int,
    at: str,
    event: str,
    subject: str,
    actor: str,
    facts: str,
) -> bytes:
    """SHA-256 over all fields.

    `at` is microseconds since 1970 UTC, in digits; `facts` the JSON as the database prints it.
    """
    fields = (str(company_id), str(seq), at, event, subject, actor, facts)
    return sha256(joined(VERSION, prev, *(field.encode() for field in fields))).digest()


# A tree as in RFC 9162: with its root signed, one row can be shown to stand in the chain by a few
# digests, and the rows around it, which are about other people, stay at home.


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over these digests, one at least."""
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _next(level)
    return level[0]


def tree_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What stands beside the leaf of this index, and beside each node above it, on the way up.

    A node without a neighbour goes up as it is. Who knows the index and the number of leaves knows
    on which side each one belongs.
    """
    path, level = [], [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        if (index ^ 1) < len(level):
            path.append(level[index ^ 1])
        level, index = _next(level), index // 2
    return path


def _leaf(digest: bytes) -> bytes:
    return sha256(b"\x00" + digest).digest()


def _next(level: list[bytes]) -> list[bytes]:
    pairs = range(0, len(level) - 1, 2)
    above = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in pairs]
    return above + level[-1:] if len(level) % 2 else above
