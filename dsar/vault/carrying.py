"""What a turn of the epoch carried over, kept beside the new key and destroyed with it.

A backup from an earlier epoch holds data keys under a key that is gone. Those that were still
live at the turn stand here under the new one, so that restoring the backup brings them back, and
only them.
"""

import base64
import contextlib
import os
from collections.abc import Iterable, Iterator
from uuid import UUID

from . import keystore
from .models import CompanyKey, DataKey

SUFFIX = ".carried"


def note(key: CompanyKey, rows: Iterable[DataKey]) -> None:
    """The rows, as they hang on that key now, are on every disk for good.

    Noted twice they read the same: wrapping a key again gives the same bytes.
    """
    text = "".join(
        f"{row.pk} {base64.b64encode(bytes(row.wrapped or b'')).decode('ascii')}\n" for row in rows
    )
    for folder in keystore.folders() if text else ():
        path = folder / _beside(key.stored_as)
        new = not path.exists()
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as stream:
            # A line that a crash cut short must not swallow the first of these.
            stream.write(b"\n" + text.encode("ascii"))
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            keystore.sync(folder)


def carried(key_file: str) -> dict[UUID, bytes]:
    """Every data key that was carried to that epoch, wrapped by its key."""
    found: dict[UUID, bytes] = {}
    for folder in keystore.folders():
        with contextlib.suppress(FileNotFoundError):
            found |= _read((folder / _beside(key_file)).read_text().splitlines())
    return found


def _read(lines: Iterable[str]) -> Iterator[tuple[UUID, bytes]]:
    for line in lines:
        with contextlib.suppress(ValueError):
            name, wrapped = line.split()
            yield UUID(name), base64.b64decode(wrapped, validate=True)


def destroy(key_file: str) -> None:
    for folder in keystore.folders():
        (folder / _beside(key_file)).unlink(missing_ok=True)


def _beside(key_file: str) -> str:
    return f"{key_file}{SUFFIX}"
