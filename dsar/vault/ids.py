"""Identifiers made before the row is saved: a sealed field is bound to the id of its row."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID


def new_id() -> UUID:
    """A UUID version 7: sorts by the time of its making, so that an index grows at its end.

    RFC 9562, 5.7 and 6.2 method 3: 48 bits of milliseconds, 12 bits of the fraction of that
    millisecond, 62 random bits. Not a secret: never use one as a token.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    tail = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail)


def made_at(made: UUID) -> datetime:
    """When `new_id` made it, to the millisecond."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
