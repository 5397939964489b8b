"""Files at rest, in the storage "sealed". Never a whole file in memory, never a byte in clear.

Each file has a random key of its own, wrapped by the data key and kept in its row. Forgetting that
makes the bytes unreadable in the same transaction; taking them off the disk follows when it can.
"""

import contextlib
import errno
import logging
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from dsar.failpoints import reach

from . import keys, room
from .chunks import Readable, Sealing, opened, stored_size
from .ids import made_at, new_id
from .models import DataKey, SealedFile
from .sealing import seal
from .wrapping import KEY_BYTES, Shredded, Unreadable, unwrap, wrap

logger = logging.getLogger(__name__)

FOLDERS = 256  # of a company, by the last byte of the id
KEPT_WITHOUT_A_ROW = timedelta(days=1)
# Under one data key, which is a case or a draft; what was destroyed leaves room.
MOST_FILES, MOST_BYTES_IN_ALL = 100, 500 * 1024 * 1024
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Full(Exception):
    """Nothing was kept: too many files, or too much in them. The text is a sentence."""


def store(
    *, data_key: DataKey, name: str, content_type: str, stream: Readable, now: datetime
) -> SealedFile:
    """The stream's bytes are on the disk, sealed, and their row is saved. Raises `NoRoom` where the
    disk is full or below its floor.

    Call it inside the transaction of what the file belongs to: if that rolls back, ciphertext
    without a key stays behind, which nobody can read and `remove_strangers` takes away.
    """
    if room.is_short():
        raise room.NoRoom
    file_key = secrets.token_bytes(KEY_BYTES)
    row = SealedFile(id=new_id(), company_id=data_key.company_id, data_key=data_key, created_at=now)
    row.wrapped = wrap(file_key, under=keys.open_data_key(data_key), place=_place(row))
    row.content_type = content_type
    seal(row, "name", name)
    sealing = Sealing(stream, key=file_key, file_id=row.id.bytes)
    row.stored_as = _write(f"{row.company_id}/{row.id.hex[-2:]}/{row.id.hex}", sealing)
    row.size = sealing.size
    reach("in-files")
    try:
        _save(row)
    except Exception:
        storages["sealed"].delete(row.stored_as)
        raise
    return row


def read(file: SealedFile) -> Iterator[bytes]:
    """The original in pieces of up to 1 MiB. Raises `Shredded` or `Unreadable` before the first.

    An altered byte is found when its piece is reached: pieces before it were true, so whoever
    streams them must treat the exception as a broken download, never as its end.
    """
    if file.wrapped is None:
        raise Shredded(f"file {file.pk} was destroyed")
    data_key = keys.open_data_key(file.data_key)
    file_key = unwrap(bytes(file.wrapped), under=data_key, place=_place(file))
    storage = storages["sealed"]
    try:
        length = storage.size(file.stored_as)
    except FileNotFoundError:
        raise Unreadable(f"the bytes of file {file.pk} are gone from the storage") from None
    if length != stored_size(file.size):
        raise Unreadable(f"file {file.pk} has {length} bytes, not {stored_size(file.size)}")
    return _pieces(file, file_key)


def destroy(*, file_id: UUID, now: datetime) -> None:
    """The bytes are unreadable from this commit on; the row stays, without the file's name.

    Done twice, the second time changes nothing.
    """
    _destroy(SealedFile.objects.filter(pk=file_id), now=now)


def destroy_all(*, data_key_id: UUID, now: datetime) -> int:
    """As `destroy`, for every file under the data key; how many there were."""
    return _destroy(SealedFile.objects.filter(data_key_id=data_key_id), now=now)


def remove_remains(*, limit: int = 100) -> int:
    """Takes destroyed files off the disk that an earlier attempt left there; how many it took."""
    left = SealedFile.objects.filter(destroyed_at__isnull=False).exclude(stored_as="")
    return sum(_remove(file) for file in left.order_by("destroyed_at")[:limit])


def remove_strangers(*, now: datetime) -> int:
    """Takes files off the disk that no row names, a day after they came; how many it took.

    An upload that was rolled back leaves one, without its key. Looks through one folder in 256 a
    call, by the minute, so that calls that keep coming see all of them and none lasts long.
    """
    folder = f"{int(now.timestamp()) // 60 % FOLDERS:02x}"
    places = [f"{company}/{folder}" for company in _listed("", 0)]
    return sum(_remove_strange(place, before=now - KEPT_WITHOUT_A_ROW) for place in places)


def _remove_strange(place: str, *, before: datetime) -> int:
    # What came later may belong to a transaction that is still under way.
    old = {file_id for file_id in _ids(_listed(place, 1)) if made_at(file_id) <= before}
    known = SealedFile.objects.filter(pk__in=old).exclude(stored_as="")
    strange = old.difference(known.values_list("pk", flat=True))
    for file_id in strange:
        storages["sealed"].delete(f"{place}/{file_id.hex}")
    return len(strange)


def _ids(names: list[str]) -> Iterator[UUID]:
    for name in names:
        with contextlib.suppress(ValueError):  # not ours
            yield UUID(name)


def _listed(place: str, part: int) -> list[str]:
    """The folders (0) or files (1) there; none where there is no such place."""
    try:
        return storages["sealed"].listdir(place)[part]
    except FileNotFoundError:
        return []


@transaction.atomic
def _destroy(files: QuerySet[SealedFile], *, now: datetime) -> int:
    live = list(files.select_for_update().filter(destroyed_at=None).order_by("pk"))
    for file in live:
        file.wrapped, file.name, file.destroyed_at = None, None, now
        file.save(update_fields=["wrapped", "name", "destroyed_at"])
        transaction.on_commit(partial(_remove, file))
    return len(live)


def _remove(file: SealedFile) -> bool:
    """Off the disk, and the row no longer points there. A failing disk is left to the sweep."""
    try:
        storages["sealed"].delete(file.stored_as)
    except OSError:
        logger.exception("destroyed file %s is still on the disk, unreadable", file.pk)
        return False
    SealedFile.objects.filter(pk=file.pk).update(stored_as="")
    return True


@transaction.atomic
def _save(row: SealedFile) -> None:
    # Against shred: a file that arrives after it must not look readable.
    key = DataKey.objects.select_for_update(no_key=True).get(pk=row.data_key_id)
    if key.wrapped is None:
        raise Shredded(f"data key {key.pk} was destroyed")
    live = SealedFile.objects.filter(data_key=key, destroyed_at=None)
    held = live.aggregate(count=Count("pk"), size=Sum("size"))
    if held["count"] >= MOST_FILES or (held["size"] or 0) + row.size > MOST_BYTES_IN_ALL:
        raise Full("There is no room for another file here.")
    row.save(force_insert=True)


def _write(name: str, sealing: Sealing) -> str:
    """The name it got. On the disk for good, where the storage is a disk: a power cut after the
    commit must not leave a row whose bytes never arrived."""
    storage = storages["sealed"]
    try:
        stored_as = storage.save(name, File(cast("IO[bytes]", sealing), name=name))
    except Exception as error:
        storage.delete(name)  # half a file, when the stream broke or the disk was full
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            raise room.NoRoom from error
        raise
    try:
        path = Path(storage.path(stored_as))
    except NotImplementedError:  # an object store answers when it has them
        return stored_as
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return stored_as


def _pieces(file: SealedFile, key: bytes) -> Iterator[bytes]:
    with storages["sealed"].open(file.stored_as) as stored:
        yield from opened(stored, key=key, file_id=file.id.bytes)


def _place(file: SealedFile) -> str:
    return f"file {file.pk} of company {file.company_id}"
