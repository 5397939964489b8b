"""A line that is not exactly what was signed is none."""

import json
import random
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dsar.audit.anchors import BEFORE_THE_FIRST, Anchor, Forged, Unreadable, key_id, parse, read
from dsar.audit.chain import tree_path, tree_root
from tests.audit.anchored import changed

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KNOWN = {key_id(KEY.public_key()): KEY.public_key()}
ANCHOR = Anchor(
    company_id=1,
    first=3,
    seq=7,
    head=b"h" * 32,
    root=b"r" * 32,
    at="2026-11-02T09:30:00.123456+00:00",
    prev=BEFORE_THE_FIRST,
)
LINE = ANCHOR.line(KEY)


def test_what_was_signed_is_read() -> None:
    assert read(LINE, KNOWN) == ANCHOR


@pytest.mark.parametrize(
    "change",
    [
        {"company": 2},
        {"first": 2},
        {"seq": 8},
        {"head": "00" * 32},
        {"root": "00" * 32},
        {"at": "2026-11-02T09:30:00.123457+00:00"},
        {"prev": "11" * 32},
        {"signature": "00" * 64},
    ],
)
def test_every_field_is_under_the_signature(change: dict[str, object]) -> None:
    with pytest.raises(Forged, match="forged signature"):
        read(changed(LINE, **change), KNOWN)


def test_a_stranger_does_not_sign_under_our_name() -> None:
    with pytest.raises(Forged, match="is not known here"):
        read(ANCHOR.line(STRANGER), KNOWN)
    ours = next(iter(KNOWN))
    with pytest.raises(Forged, match="forged signature"):
        read(changed(ANCHOR.line(STRANGER), key=ours), KNOWN)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        LINE[:-1],
        LINE + b" ",
        b" " + LINE,
        LINE.replace(b'":', b'": '),
        LINE.replace(b"dsar.anchor/1", b"dsar.anchor/2"),
        LINE.replace(b'"seq":7', b'"seq":7.0'),
        LINE.replace(b'"seq":7', b'"seq":true'),
        LINE.replace(b'"seq":7', b'"seq":-7'),
        LINE.replace(b'"seq":7', b'"seq":7,"seq":7'),
        LINE.replace(b"2026-", b"\\ud800-"),
        LINE.replace(b"+00:00", b""),
        LINE.replace(b"68" * 32, b"68" * 31),
        LINE.replace(b"68" * 32, b" " + b"68" * 32),
        LINE.replace(json.loads(LINE)["signature"].encode(), b"00"),
    ],
)
def test_what_is_not_written_as_an_anchor_is_refused(line: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(line)


def test_a_thousand_malformed_lines_are_refused() -> None:
    chance = random.Random(4)
    for _ in range(1000):
        line = bytearray(LINE)
        for _ in range(chance.randint(1, 3)):
            harm_at = chance.randrange(len(line))
            line[harm_at] ^= 1 << chance.randrange(8)
        if line != LINE:
            with pytest.raises((Forged, Unreadable)):
                read(bytes(line), KNOWN)


def climb(leaf: bytes, index: int, width: int, path: list[bytes]) -> bytes:
    node, path = sha256(b"\0" + leaf).digest(), list(path)
    while width > 1:
        if index ^ 1 < width:
            other = path.pop(0)
            node = sha256(b"\1" + (other + node if index % 2 else node + other)).digest()
        index, width = index // 2, (width + 1) // 2
    assert path == []
    return node


@pytest.mark.parametrize("count", [*range(1, 18), 31, 1000])
def test_a_path_leads_from_each_leaf_to_the_root(count: int) -> None:
    leaves = [number.to_bytes(32) for number in range(count)]
    for index in range(0, count, max(1, count // 40)):
        assert climb(leaves[index], index, count, tree_path(leaves, index)) == tree_root(leaves)


def test_the_tree_knows_the_order_and_the_number_of_its_leaves() -> None:
    one, two, three = (bytes([number]) * 32 for number in range(3))
    roots = {tree_root(leaves) for leaves in ([one], [one, two], [two, one], [one, two, three])}
    roots |= {tree_root([one, two, three, three])}
    assert len(roots) == 5
