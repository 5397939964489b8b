"""A cache that is empty at the start of each test, without emptying anybody else's."""

import secrets

from dsar.cache import TolerantCache

_part = secrets.token_hex(8)


def key(name: str, prefix: str, version: int) -> str:
    return f"{prefix}:{_part}:{version}:{name}"


def begin_anew() -> None:
    """Nothing cached so far is found again, and an outage that a test made is over."""
    global _part
    _part = secrets.token_hex(8)
    # Else the next test counts here first and, when the rest is over, from nought in Redis.
    TolerantCache.away_until = 0.0
