"""When a message arrived, as the mail server that took it wrote on top of it."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

HEAD = 256 * 1024  # bytes: no server writes longer ones
# A server that is down tries for days; what claims to be older was not stamped by ours.
OLDEST = timedelta(days=30)
_RECEIVED = re.compile(rb"^received:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_END = re.compile(rb"\r?\n\r?\n")


def head_of(raw: bytes) -> bytes:
    """Everything before the first empty line."""
    end = _END.search(raw[:HEAD])
    return raw[: end.start()] if end else raw[:HEAD]


def stamped_at(raw: bytes, *, now: datetime) -> datetime | None:
    """The date of the topmost `Received`, at most `now`; None for none that could be true."""
    found = _RECEIVED.search(head_of(raw))
    if found is None:
        return None
    try:
        at = parsedate_to_datetime(found[1].rpartition(b";")[2].decode("ascii").strip())
    except ValueError:
        return None
    if at.tzinfo is None:  # "-0000": a time in UTC, of nowhere
        at = at.replace(tzinfo=UTC)
    return min(at, now) if now - OLDEST <= at <= now + timedelta(days=1) else None
