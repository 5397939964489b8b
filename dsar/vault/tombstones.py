"""The list of destroyed keys that no backup of the database contains: ids and moments, no more.

After a restore it says what must be destroyed again before anybody is let in. Lines are only ever
added, each on the disk before it counts. A crash between a commit and its line leaves it to the
next round.
"""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from . import keystore
from .models import DataKey, Shredding

logger = logging.getLogger(__name__)

FILE = "tombstones"
BATCH = 1000


@dataclass(frozen=True)
class Tombstone:
    data_key_id: UUID
    at: datetime


def list_owed(*, now: datetime) -> int:
    """Every certificate's key stands on the list; how many were added.

    Asked twice at once, a key may stand there twice, which says the same.
    """
    added = 0
    while owed := _batch(now):
        added += owed
    return added


def list_soon(*, now: datetime) -> None:
    """As `list_owed`, but what a failing disk does not take is left to the next round."""
    try:
        list_owed(now=now)
    except OSError:
        logger.exception("a destroyed key is not on the list of tombstones yet")


@transaction.atomic
def _batch(now: datetime) -> int:
    rows = list(
        Shredding.objects.select_for_update(skip_locked=True)
        .filter(listed_at=None)
        .order_by("pk")[:BATCH]
    )
    if rows:
        _append(Tombstone(row.data_key_id, row.at) for row in rows)
        Shredding.objects.filter(pk__in=[row.pk for row in rows]).update(listed_at=now)
    return len(rows)


def path() -> Path:
    return Path(settings.TOMBSTONES) / FILE


def _append(tombstones: Iterable[Tombstone]) -> None:
    place = path()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not place.exists()
    handle = os.open(place, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        text = "".join(f"{stone.at.isoformat()} {stone.data_key_id}\n" for stone in tombstones)
        # A line that a crash cut short must not swallow the first of these.
        stream.write(_torn(stream.fileno()) + text.encode("ascii"))
        os.fsync(stream.fileno())
    if new:
        keystore.sync(place.parent)


def _torn(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    return b"" if size == 0 or os.pread(handle, 1, size - 1) == b"\n" else b"\n"


def listed(*, since: int = 0) -> Iterator[Tombstone]:
    """What stands on the list from that byte on. A torn line is nobody's."""
    with contextlib.suppress(FileNotFoundError), path().open("rb") as stream:
        stream.seek(since)
        for line in stream:
            with contextlib.suppress(ValueError):
                at, name = line.decode("ascii").split()
                yield Tombstone(UUID(name), datetime.fromisoformat(at))


def risen(*, since: int = 0) -> dict[UUID, datetime]:
    """Keys that stand on the list and are live in the database, with the moment they had ended."""
    found: dict[UUID, datetime] = {}
    batch: dict[UUID, datetime] = {}
    for stone in listed(since=since):
        batch[stone.data_key_id] = stone.at
        if len(batch) == BATCH:
            found |= _live(batch)
            batch = {}
    return found | _live(batch)


def _live(stones: dict[UUID, datetime]) -> dict[UUID, datetime]:
    live = DataKey.objects.filter(pk__in=stones, wrapped__isnull=False) if stones else ()
    return {key.pk: stones[key.pk] for key in live}


# What this process has found nothing risen in: a state of the database, and bytes of the list.
_looked: tuple[tuple[object, ...], int] | None = None


def anything_risen() -> bool:
    """Whether this database is a backup whose erased keys came back to life.

    Cheap enough for every probe: what was looked through once is looked through again only in
    another database, or in one that was filled anew.
    """
    global _looked
    state, size = _state(), _size()
    since = _looked[1] if _looked and _looked[0] == state and _looked[1] <= size else 0
    if since < size and risen(since=since):
        return True
    _looked = (state, size)
    return False


def _size() -> int:
    try:
        return path().stat().st_size
    except FileNotFoundError:
        return 0


def _state() -> tuple[object, ...]:
    # The second part changes with a restore of files, the third with one of rows.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), pg_postmaster_start_time(), "
            "pg_relation_filenode('vault_datakey')"
        )
        return tuple(cursor.fetchone() or ())
