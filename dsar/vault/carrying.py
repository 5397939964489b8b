"""What a turn of the epoch carried over, kept beside the new key and destroyed with it.

A backup from an earlier epoch holds data keys under a key that is gone. Those that were still
live at the turn stand here under the new one, so that restoring the backup brings them back, and
only them.
"""

import base64
import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

from . import keystore
from .models import CompanyKey, DataKey

SUFFIX = ".carried"


def note(key: CompanyKey, rows: Iterable[DataKey]) -> None:
    """The rows, as they hang on that key now, are on every disk for good.

    Noted twice they read the same: wrapping a key again gives the same bytes.
    """
    text = _lines({row.pk: bytes(row.wrapped or b"") for row in rows})
    for folder in keystore.folders() if text else ():
        _append(folder / _beside(key.stored_as), text)


def _lines(wrapped: Mapping[UUID, bytes]) -> str:
    return "".join(
        f"{name} {base64.b64encode(key).decode('ascii')}\n" for name, key in wrapped.items()
    )


def _append(path: Path, text: str) -> None:
    new = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as stream:
        # A line that a crash cut short must not swallow the first of these.
        stream.write(b"\n" + text.encode("ascii"))
        stream.flush()
        os.fsync(stream.fileno())
    if new:
        keystore.sync(path.parent)


def carried(key_file: str) -> dict[UUID, bytes]:
    """Every data key that was carried to that epoch, wrapped by its key."""
    found: dict[UUID, bytes] = {}
    for folder in keystore.folders():
        found |= _in(folder / _beside(key_file))
    return found


def mend(key_file: str) -> None:
    """Each folder's copy says all that any says."""
    paths = [folder / _beside(key_file) for folder in keystore.folders()]
    if len({path.stat().st_size if path.exists() else 0 for path in paths}) == 1:
        return
    wanted = carried(key_file)
    for path in paths:
        there = _in(path)
        if lacking := {name: key for name, key in wanted.items() if name not in there}:
            _append(path, _lines(lacking))


def _in(path: Path) -> dict[UUID, bytes]:
    try:
        return dict(_read(path.read_text().splitlines()))
    except FileNotFoundError:
        return {}


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
