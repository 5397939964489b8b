"""The sweep that signs how each chain stands and puts it where the database cannot reach."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from . import anchor_files
from .anchors import BEFORE_THE_FIRST, Anchor, Forged, Unreadable, line_digest, read
from .chain import GENESIS, tree_root
from .keys import known_keys, signing_key
from .queries import ends
from .walking import Report, rows, walk

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
ROWS = 1_000


class Refused(Exception):
    """A chain is not as its last anchor left it. Nothing was signed over it."""


@dataclass(frozen=True)
class End:
    """Where the anchors of a company stop."""

    seq: int = 0
    head: bytes = GENESIS
    at: datetime | None = None
    prev: bytes = BEFORE_THE_FIRST  # what the next line follows from
    torn: bytes = b""  # what a crash left of a line


def anchor_chains(*, now: datetime) -> int:
    """Every chain has an anchor within an hour, and one for every thousand rows.

    Returns how many were made; none without a place for them. A chain that was tampered with is
    left unsigned, the others get theirs, and then the sweep fails.
    """
    if not anchor_files.kept():
        return 0
    made, refused = 0, []
    # Never within another transaction: what is signed must not be rolled back after that.
    with transaction.atomic(durable=True):
        if not _alone():
            return 0
        chains = ends()
        for company_id in sorted(chains.keys() | anchor_files.companies()):
            try:
                made += _catch_up(company_id, chains.get(company_id, (0, GENESIS)), now)
            except Refused as reason:
                logger.error("The audit chain of company %d: %s", company_id, reason)
                refused.append(company_id)
    if refused:
        raise Refused(f"not anchored: {refused}")
    return made


def anchor_at_once(*, company_id: int, now: datetime) -> int:
    """The chain of this company is anchored to its end. Raises Refused."""
    with transaction.atomic(durable=True):
        _alone(wait=True)
        end = ends().get(company_id, (0, GENESIS))
        return _catch_up(company_id, end, now, at_once=True)


def _alone(*, wait: bool = False) -> bool:
    """Whether no other worker is at it, until the end of the transaction."""
    attempt = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {attempt}(hashtextextended('dsar.audit.anchor', 0))")
        return cursor.fetchone()[0] is not False


def _catch_up(
    company_id: int, end: tuple[int, bytes], now: datetime, *, at_once: bool = False
) -> int:
    last, (seq, head) = _last(company_id), end
    if seq < last.seq or (seq == last.seq and head != last.head):
        raise Refused(f"row {last.seq} was anchored, and is gone or was written anew")
    due = last.at is None or now - last.at >= EVERY or seq - last.seq >= ROWS
    if seq == last.seq or not (due or at_once):
        return 0
    key, made = signing_key(), 0
    report, following = Report(company_id, head=last.head), rows(company_id, after=last.seq)
    while piece := list(islice(following, ROWS)):
        last = _add(_next(report, piece, last, now), key, last)
        made += 1
    return made


def _next(report: Report, piece: list[tuple[Any, ...]], last: End, now: datetime) -> Anchor:
    """The anchor of these rows, each of which was looked at."""
    digests: list[bytes] = []
    walk(report, piece, after=last.seq, each=lambda _seq, _at, digest: digests.append(digest))
    if not report.clean:
        raise Refused(report.problems[0].what)
    return Anchor(
        company_id=report.company_id,
        first=last.seq + 1,
        seq=last.seq + len(piece),
        head=report.head,
        root=tree_root(digests),
        at=now.astimezone(UTC).isoformat(),
        prev=last.prev,
    )


def _add(anchor: Anchor, key: Ed25519PrivateKey, last: End) -> End:
    line = anchor.line(key)
    anchor_files.add(anchor.company_id, line, after=last.torn)
    return End(anchor.seq, anchor.head, last.at, prev=line_digest(line))


def _last(company_id: int) -> End:
    *whole, torn = anchor_files.last_lines(company_id)
    prev = line_digest(torn or whole[-1]) if torn or whole else BEFORE_THE_FIRST
    if not whole:
        return End(prev=prev, torn=torn)
    try:
        anchor = read(whole[-1], known_keys())
    except (Unreadable, Forged) as reason:
        raise Refused(f"its last anchor {reason}") from None
    if anchor.company_id != company_id:
        raise Refused(f"its last anchor is one of company {anchor.company_id}")
    at = datetime.fromisoformat(anchor.at)
    return End(anchor.seq, anchor.head, at, prev=prev, torn=torn)
