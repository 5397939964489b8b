"""Where the keys of companies lie: files outside the database, so that no backup of it holds them.

A destroyed file makes every backup from its epoch unreadable. Each folder holds all of them; a
second folder on another disk is the copy without which one dead disk would be the end of all.
"""

import base64
import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

SUFFIX = ".key"


class Missing(Exception):
    """No folder has that file."""


@dataclass(frozen=True)
class KeyFile:
    """A company's key of one epoch, wrapped by the root key. Says of itself what it is."""

    company_id: int
    epoch: int
    created_at: str  # ISO 8601, UTC
    wrapped: str  # base64

    @classmethod
    def of(cls, *, company_id: int, epoch: int, created_at: datetime, wrapped: bytes) -> "KeyFile":
        text = base64.b64encode(wrapped).decode("ascii")
        return cls(company_id, epoch, created_at.isoformat(), text)

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.wrapped)


def folders() -> list[Path]:
    return [Path(name) for name in settings.KEY_DIRS]


def keep(file: KeyFile, *, name: str = "") -> str:
    """The file is on every disk for good, whatever dies next; its name. Under a name that is
    taken it takes the place of what was there."""
    name = name or f"{uuid4().hex}{SUFFIX}"
    for folder in folders():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = folder / f"{name}.{os.getpid()}.new"
        with open(aside, "w", opener=_private) as stream:
            json.dump(asdict(file), stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(folder / name)
        sync(folder)
    return name


def read(name: str) -> KeyFile:
    """Read anew each time: a file that is gone opens nothing, in any process."""
    for folder in folders():
        with contextlib.suppress(OSError, ValueError, TypeError):
            return KeyFile(**json.loads((folder / name).read_text()))
    raise Missing(name)


def destroy(name: str) -> None:
    """In no folder any more. Raises OSError when a disk refuses."""
    for folder in folders():
        (folder / name).unlink(missing_ok=True)
        if folder.exists():
            sync(folder)


def names() -> set[str]:
    """Every key file that at least one folder has."""
    return {path.name for folder in folders() for path in folder.glob(f"*{SUFFIX}")}


def mend(wanted: Iterable[str]) -> int:
    """Each folder has each of these files as the first has it; how many were copied."""
    copied = 0
    for name in wanted:
        if not alike(name):
            with contextlib.suppress(Missing):
                keep(read(name), name=name)
                copied += 1
    return copied


def alike(name: str) -> bool:
    """Whether every folder has the file, and the same one."""
    try:
        return len({(folder / name).read_bytes() for folder in folders()}) == 1
    except OSError:
        return False


def sync(folder: Path) -> None:
    """What was made, renamed or removed there outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
