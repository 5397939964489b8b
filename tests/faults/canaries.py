"""Words that nobody else writes, and where any of them lie in clear."""

import base64
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import redis
from django.db import connection

LENGTH, PAGE_HEADER = 29, 24  # bytes of a word, and of what PostgreSQL puts before each page


class Canaries:
    """Each is a word of its own and all share a beginning, by which any of them is found."""

    def __init__(self) -> None:
        self.beginning = f"kanari{secrets.token_hex(5)}"
        self.given: dict[str, str] = {}  # the word, and where it was let in

    def word(self, door: str) -> str:
        word = f"{self.beginning}{len(self.given):05d}{secrets.token_hex(4)}"
        self.given[word] = door
        return word

    def address(self, door: str) -> str:
        return f"{self.word(door)}@example.org"

    def where(self, found: bytes) -> str:
        """By which door the word came that these bytes begin with."""
        letters = re.match(rb"[a-z0-9]*", found).group()  # type: ignore[union-attr]
        if len(letters) < LENGTH:  # cut in two by the header of a page of the WAL
            found = letters + found[len(letters) + PAGE_HEADER :]
        text = found.decode("ascii", "replace")
        return next((door for word, door in self.given.items() if text.startswith(word)), text)

    def looks(self) -> list[bytes]:
        """As it is, as hexadecimal digits, in UTF-16, and in base64 wherever it begins."""
        plain = self.beginning.encode()
        coded = [base64.b64encode(b" " * shift + plain)[4 if shift else 0 :] for shift in range(3)]
        # The first and the last group of four hold bits of the neighbours.
        return [
            plain,
            plain.hex().encode(),
            self.beginning.encode("utf-16-le"),
            *(code[:-4].rstrip(b"=") for code in coded),
        ]


def hits(name: str, content: bytes, canaries: Canaries) -> Iterator[tuple[str, str]]:
    """Where, and by which door it came."""
    lower = content.lower()
    for look in canaries.looks():
        looked = look if look.isalnum() and look != look.lower() else look.lower()
        within = content if looked != looked.lower() else lower
        at = within.find(looked)
        while at >= 0:
            yield name, canaries.where(within[at : at + LENGTH + PAGE_HEADER])
            at = within.find(looked, at + 1)


def in_folder(folder: Path, canaries: Canaries) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found += hits(str(path.relative_to(folder)), path.read_bytes(), canaries)
            found += hits("a file's name", os.fsencode(path.name), canaries)
    return found


def in_tables(canaries: Canaries) -> list[tuple[str, str]]:
    """Every row as a dump would write it: what PostgreSQL packs on its disk is unpacked here."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor:
                found += hits(f"table {table}", row.encode(), canaries)
    return found


def in_redis(client: redis.Redis, canaries: Canaries) -> list[tuple[str, str]]:
    found = []
    read = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"zset": lambda key: client.zrange(key, 0, -1),
    }
    for key in client.scan_iter():
        value = read[client.type(key)](key)
        found += hits("Redis", key + b" " + _flat(value), canaries)
    return found


def _flat(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict):
        return b" ".join(_flat(one) for pair in value.items() for one in pair)
    return b" ".join(_flat(one) for one in value) if isinstance(value, Iterable) else b""
