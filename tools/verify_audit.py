#!/usr/bin/env python3
"""Checks an audit chain, or the evidence of one case, without the desk that made it.

    python3 verify_audit.py chain.jsonl --anchors company-1.jsonl --key PUBLIC-KEY
    python3 verify_audit.py --evidence NEXT-7K3Q-9M.json --key PUBLIC-KEY

Needs Python 3.11 and nothing else: not the desk, no package, no network. docs/security.md describes
the files. Exit status 0: all is well; 1: what is printed is wrong; 2: the question makes no sense.
"""

import argparse
import base64
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache, partial
from hashlib import sha256, sha512
from typing import Any

CHAIN, ANCHOR, EVIDENCE = "dsar.audit/1", "dsar.anchor/1", "dsar.evidence/1"
NOTHING = bytes(32)  # stands before the first row, and before the first anchor
SHOWN = 100  # problems; a renumbered chain is wrong in every row
TEXTS = ("at", "event", "subject", "actor", "facts")


@dataclass
class Verdict:
    clean: bool = True
    company: int | None = None
    rows: int = 0
    head: str = NOTHING.hex()
    anchors: int = 0
    anchored_to: int = 0
    anchored_at: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)
    more_problems: int = 0

    def add(self, row: int, what: str) -> None:
        self.clean = False
        if len(self.problems) < SHOWN:
            self.problems.append({"row": row, "what": what})
        else:
            self.more_problems += 1


# --- The chain ------------------------------------------------------------------------------------


def joined(*parts: bytes) -> bytes:
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


@dataclass(slots=True)
class Row:
    company: int
    seq: int
    prev: bytes
    digest: bytes
    computed: bytes


def row_of(fields: dict[str, Any]) -> Row:
    """Raises KeyError, TypeError or ValueError for what is not a row."""
    company, seq, prev = fields["company"], fields["seq"], bytes.fromhex(fields["prev"])
    if type(company) is not int or type(seq) is not int:
        raise ValueError("a number is none")
    texts = [fields[name].encode() for name in TEXTS]
    parts = (CHAIN.encode(), prev, b"%d" % company, b"%d" % seq, *texts)
    found = bytes.fromhex(fields["digest"])
    return Row(company, seq, prev, found, sha256(joined(*parts)).digest())


def check_chain(lines: Iterable[bytes], anchors: list["Anchor"], verdict: Verdict) -> None:
    head, expected, held = NOTHING, 1, Held(anchors, verdict)
    for number, line in enumerate(lines, start=1):
        try:
            row = row_of(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            verdict.add(expected, f"line {number}, where row {expected} should be, cannot be read")
            continue
        verdict.company = row.company if verdict.company is None else verdict.company
        if row.company != verdict.company:
            verdict.add(row.seq, f"row {row.seq} is of another company")
        if row.seq > expected:
            verdict.add(expected, f"{rows_are(expected, row.seq - 1)} missing")
        elif row.seq < expected:
            verdict.add(row.seq, f"row {row.seq} stands in a place already taken")
        elif row.prev != head:
            verdict.add(row.seq, f"row {row.seq} does not follow from row {row.seq - 1}")
        if row.computed != row.digest:
            verdict.add(row.seq, f"row {row.seq} was altered")
        head, expected = row.digest, row.seq + 1
        verdict.rows += 1
        held.see(row)
    verdict.head = head.hex()
    held.end()


def rows_are(first: int, last: int) -> str:
    return f"row {first} is" if first == last else f"rows {first} to {last} are"


# --- Anchors --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Anchor:
    company: int
    first: int
    seq: int
    head: bytes
    root: bytes
    at: str
    prev: bytes


class Forged(Exception):
    """The line is not signed with a key that was given: nothing that it says counts."""


def anchor_of(line: bytes, keys: dict[str, bytes]) -> Anchor:
    """The anchor in this line, written and signed as it must be. Raises ValueError or Forged."""
    try:
        fields = json.loads(line)
        company, first, seq = (fields[name] for name in ("company", "first", "seq"))
        head, root, prev = (exactly(32, fields[name]) for name in ("head", "root", "prev"))
        key, signature = exactly(8, fields["key"]).hex(), exactly(64, fields["signature"])
        kind, at = fields["anchor"], fields["at"]
        if datetime.fromisoformat(at).tzinfo is None:
            raise ValueError("a moment without its time zone")
        numbers = (b"%d" % number for number in (company, first, seq))
        message = joined(kind.encode(), *numbers, head, root, at.encode(), prev)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("cannot be read") from None
    as_written = json.dumps(fields, separators=(",", ":")).encode() == line
    if not as_written or kind != ANCHOR or {type(company), type(first), type(seq)} != {int}:
        raise ValueError("is not written as an anchor is")
    if key not in keys:
        raise Forged(f"is signed with the key {key}, which is not known here")
    if not signed(keys[key], message, signature):
        raise Forged("carries a forged signature")
    return Anchor(company, first, seq, head, root, at, prev)


def exactly(size: int, text: str) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != size or found.hex() != text:
        raise ValueError("not so many bytes in hexadecimal")
    return found


def read_anchors(lines: Iterable[bytes], keys: dict[str, bytes], verdict: Verdict) -> list[Anchor]:
    found: list[Anchor] = []
    prev, unread = NOTHING, None
    for number, line in enumerate(lines, start=1):
        expected, prev = prev, sha256(line).digest()
        before, unread, follows = unread, None, False
        row = found[-1].seq + 1 if found else 1
        try:
            anchor = anchor_of(line, keys)
        except Forged as reason:
            verdict.add(row, f"line {number} of the anchors, for row {row} on, {reason}")
        except ValueError as reason:
            unread = (row, f"line {number} of the anchors, for row {row} on, {reason}")
        else:
            follows = anchor.prev == expected
            found.append(anchor)
            if not follows:
                name = f"the anchor of row {anchor.seq} (line {number})"
                verdict.add(anchor.seq, f"{name} does not follow from the line before it")
        # A crash may cut a line short; the next one then follows from what was left of it.
        if before and not follows:
            verdict.add(*before)
    if unread:
        verdict.add(*unread)
    verdict.anchors = len(found)
    return sorted(found, key=lambda anchor: anchor.seq)


class Held:
    """Rows, in order, held against the anchors."""

    def __init__(self, anchors: list[Anchor], verdict: Verdict) -> None:
        self.ahead, self.verdict = anchors[::-1], verdict
        self.digests: list[bytes] = []
        self.seen, self.broken, self.before = 0, False, len(verdict.problems)

    def see(self, row: Row) -> None:
        self.seen = max(self.seen, row.seq)
        while self.ahead and self.ahead[-1].seq < row.seq:
            self._drop()  # its row is missing, which was said
        if self.ahead:
            self.digests.append(row.digest)
        while self.ahead and self.ahead[-1].seq == row.seq:
            self._compare(self.ahead[-1], row)
            self._drop()

    def end(self) -> None:
        if self.ahead:
            first, last = self.seen + 1, self.ahead[0]
            what = f"gone: the anchor of {last.at} says that the chain reached row {last.seq}"
            self.verdict.add(first, f"{rows_are(first, last.seq)} {what}")

    def _compare(self, anchor: Anchor, row: Row) -> None:
        if anchor.company != row.company:
            self.verdict.add(row.seq, f"the anchor of row {row.seq} is of another company")
        elif anchor.head == row.digest:
            self.verdict.anchored_to, self.verdict.anchored_at = anchor.seq, anchor.at
            whole = len(self.digests) == anchor.seq - anchor.first + 1
            if whole and len(self.verdict.problems) == self.before:
                self._compare_root(anchor)
        elif not self.broken:
            self.broken = True
            where = f"row {anchor.first}, or one from there to row {anchor.seq}"
            what = f"was written anew: the anchor of {anchor.at} says how row {anchor.seq} ended"
            self.verdict.add(anchor.first, f"{where}, {what} then")

    def _compare_root(self, anchor: Anchor) -> None:
        level = [sha256(b"\0" + digest).digest() for digest in self.digests]
        while len(level) > 1:
            pairs = range(0, len(level) - 1, 2)
            odd = level[-1:] if len(level) % 2 else []
            level = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in pairs] + odd
        if level[0] != anchor.root:
            self.verdict.add(anchor.seq, f"the anchor of row {anchor.seq} has another tree")

    def _drop(self) -> None:
        self.ahead.pop()
        self.digests.clear()
        self.before = len(self.verdict.problems)


# --- The evidence of a case -----------------------------------------------------------------------


def check_evidence(text: bytes, keys: dict[str, bytes], verdict: Verdict) -> None:
    """Each event of the case stood in the chain, at its place, when its anchor was signed."""
    file = json.loads(text)
    if file["evidence"] != EVIDENCE:
        raise ValueError("not a file of evidence")
    before, read = 0, cache(partial(anchor_of, keys=keys))
    for entry in file["events"]:
        row, verdict.rows = row_of(entry["row"]), verdict.rows + 1
        if entry["row"]["subject"] != file["reference"] or row.company != file["company"]:
            verdict.add(row.seq, f"row {row.seq} is of another case")
        if row.seq <= before:
            verdict.add(row.seq, f"row {row.seq} stands in a place already taken")
        if row.computed != row.digest:
            verdict.add(row.seq, f"row {row.seq} was altered")
        try:
            anchor = read(file["anchors"][entry["anchor"]].encode())
        except (Forged, ValueError) as reason:
            verdict.add(row.seq, f"the anchor of row {row.seq} {reason}")
            continue
        path = [bytes.fromhex(beside) for beside in entry["path"]]
        if anchor.company != row.company or not leads_to(anchor, row, path):
            verdict.add(row.seq, f"row {row.seq} is not under the anchor it is said to be under")
        before, verdict.head = row.seq, row.digest.hex()
        verdict.anchored_to, verdict.anchored_at = row.seq, anchor.at
    verdict.company, verdict.anchors = file["company"], len(file["anchors"])


def leads_to(anchor: Anchor, row: Row, path: list[bytes]) -> bool:
    index, width = row.seq - anchor.first, anchor.seq - anchor.first + 1
    if not 0 <= index < width:
        return False
    node, beside = sha256(b"\0" + row.digest).digest(), iter(path)
    while width > 1:
        if index ^ 1 < width:
            other = next(beside, b"")
            node = sha256(b"\1" + (other + node if index % 2 else node + other)).digest()
        index, width = index // 2, (width + 1) // 2
    return node == anchor.root and next(beside, None) is None


# --- Ed25519, RFC 8032 5.1 ------------------------------------------------------------------------

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # x = X/Z, y = Y/Z, x * y = T/Z
ZERO: Point = (0, 1, 1, 0)


def plus(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decoded(text: bytes) -> Point:
    """Raises ValueError for what is no point of the curve, or not written the one way."""
    y = int.from_bytes(text, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    if len(text) != 32 or y >= P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and odd):
        raise ValueError("not a point")
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's signature of the message: R = sB - hA, to the last bit."""
    s = int.from_bytes(signature[32:], "little")
    try:
        x, y, z, t = decoded(key)
    except ValueError:
        return False
    if len(signature) != 64 or s >= ORDER:
        return False
    h = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus: Point = (P - x, y, z, P - t)
    both = plus(BASE, minus)
    total = ZERO
    for bit in range(max(s.bit_length(), h.bit_length()) - 1, -1, -1):
        total = plus(total, total)
        match s >> bit & 1, h >> bit & 1:
            case 1, 1:
                total = plus(total, both)
            case 1, 0:
                total = plus(total, BASE)
            case 0, 1:
                total = plus(total, minus)
    inverse = pow(total[2], -1, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- The question ---------------------------------------------------------------------------------


def keys_of(texts: list[str]) -> dict[str, bytes]:
    keys = [base64.b64decode(text, validate=True) for text in texts]
    for key in keys:
        decoded(key)
    return {sha256(key).hexdigest()[:16]: key for key in keys}


def lines_of(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        for line in file:
            yield line.removesuffix(b"\n")


def answer(asked: argparse.Namespace) -> Verdict:
    verdict, keys = Verdict(), keys_of(asked.key)
    if asked.evidence:
        with open(asked.evidence, "rb") as file:
            check_evidence(file.read(), keys, verdict)
        return verdict
    anchors = read_anchors(lines_of(asked.anchors), keys, verdict) if asked.anchors else []
    check_chain(lines_of(asked.chain), anchors, verdict)
    return verdict


def told(verdict: Verdict, say: Callable[[str], object] = print) -> None:
    for problem in verdict.problems:
        say(problem["what"])
    if verdict.more_problems:
        say(f"and {verdict.more_problems} more")
    say(f"{'clean' if verdict.clean else 'BROKEN'}: {verdict.rows} rows, head {verdict.head}")
    if verdict.anchored_to:
        say(f"anchored to row {verdict.anchored_to}, at {verdict.anchored_at}")
    else:
        say("held against no anchor: a missing end, or one written anew, cannot be seen")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chain", nargs="?", help="what manage.py export_audit printed")
    parser.add_argument("--anchors", help="the file of anchors of this company")
    parser.add_argument("--evidence", help="what manage.py case_evidence printed, instead")
    parser.add_argument(
        "--key", action="append", default=[], help="public, base64; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="one object, for machines")
    asked = parser.parse_args()
    if bool(asked.chain) == bool(asked.evidence) or (
        (asked.anchors or asked.evidence) and not asked.key
    ):
        parser.error("name a chain or a file of evidence, and a key for what is signed")
    try:
        verdict = answer(asked)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"cannot be read: {error!r}", file=sys.stderr)
        return 2
    print(json.dumps(asdict(verdict), indent=2)) if asked.json else told(verdict)
    return 0 if verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main())
