"""The one way in for a file: portal, desk and whoever comes later pass through here.

Afterwards it is small enough, is what the door lets in, was looked at in the jail and by the virus
scanner where there is one, and has a harmless name. It lay on no disk.
"""

from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END, BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from dsar.vault import files, room
from dsar.vault.models import DataKey, SealedFile

from . import jail, scanning
from .doors import ENDINGS, OPENINGS, Door
from .names import cleaned, ending_of


@dataclass(frozen=True)
class TakenIn:
    """A file that may be sealed and kept."""

    name: str
    content_type: str
    stream: IO[bytes]

    @property
    def size(self) -> int:
        size = self.stream.seek(0, SEEK_END)
        self.stream.seek(0)
        return size


def take_in(upload: "UploadedFile[bytes]", door: Door) -> TakenIn:
    """Raises ValidationError: one sentence for whoever chose the file. Nothing was kept."""
    if not upload.size:
        raise _refused(door, "empty")
    if upload.size > door.most_bytes:
        raise _refused(door, "too_big")
    if door.keeps and room.is_short():
        raise _refused(door, "no_room")
    name = upload.name or ""
    task = door.tasks.get("") or door.tasks.get(ending_of(name))
    if task is None:
        raise _refused(door, "wrong_type")
    upload.seek(0)
    content = upload.read()
    if len(content) != upload.size:  # it came with others that filled the room
        raise _refused(door, "too_big")
    said = jail.inspect(task, content)
    if said.no:
        raise _refused(door, said.no)
    if not _fits(said, door):
        raise _refused(door, "unreadable")
    if trouble := scanning.trouble_with(content):
        raise _refused(door, trouble)
    kept = content if said.body is None else said.body
    return TakenIn(cleaned(name, ENDINGS[said.content_type]), said.content_type, BytesIO(kept))


def keep(taken: TakenIn, *, data_key: DataKey, now: datetime) -> SealedFile:
    """Sealed under this key. Raises `files.Full` for one too many."""
    return files.store(
        data_key=data_key,
        name=taken.name,
        content_type=taken.content_type,
        stream=taken.stream,
        now=now,
    )


def _fits(said: jail.Said, door: Door) -> bool:
    """Whoever broke out of a parser may have written the answer."""
    if said.content_type not in door.types:
        return False
    made_anew = "" in door.tasks
    if said.body is None or not made_anew:
        return said.body is None and not made_anew
    return said.body.startswith(OPENINGS[said.content_type])


def _refused(door: Door, code: str) -> ValidationError:
    return ValidationError(door.says(code), code=code)
