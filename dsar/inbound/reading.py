"""A stored message, taken apart in the jail; and what is kept of that beside its bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from dsar.content import jail
from dsar.content.doors import SENT
from dsar.content.taking_in import TakenIn, take_in
from dsar.vault import files
from dsar.vault.operations import seal, unseal

from .arriving import head_of
from .models import Mail

INSIDE = Path(__file__).with_name("inside.py")
# Of those that come with one message, so many become documents of a case; the others stay in it.
MOST_FILES = 10


class Busy(Exception):
    """Nobody could look at it just now; it waits."""


@dataclass(frozen=True)
class Facts:
    """What a message says of itself. Nothing in it is proved, its sender least of all."""

    name: str = ""
    email: str = ""
    subject: str = ""
    id: str = ""
    ids: tuple[str, ...] = ()
    """What it refers to, by its headers."""
    mentioned: tuple[str, ...] = ()
    """Ids that stand in its text, or in what it brings back."""
    headers: dict[str, str] = field(default_factory=dict)
    no_return_path: bool = False
    type: str = ""
    text: str = ""
    html_only: bool = False
    files: tuple[dict[str, Any], ...] = ()
    forwarded: tuple[str, ...] = ()
    """Name and address of who wrote what was passed on, as far as they stand there."""
    report: tuple[dict[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    """ "parts", "text", "body": what was more than is looked at. The bytes have it all."""

    @property
    def is_forwarded(self) -> bool:
        return bool(self.forwarded)


def read(raw: bytes) -> Facts:
    """Never raises but Busy. Where the whole cannot be read, its head is; where not even that, all
    is empty but `left_out`."""
    for content, missing in ((raw, ()), (head_of(raw) + b"\r\n\r\n", ("body",))):
        said = jail.inspect("read", content, inside=INSIDE)
        if said.no == "busy":
            raise Busy
        if said.body is not None:
            try:
                facts = _believed(json.loads(said.body))
            except (ValueError, KeyError, TypeError, IndexError):
                continue
            return Facts(**(facts | {"left_out": (*facts["left_out"], *missing)}))
    return Facts(left_out=("body", "head"))


def keep(mail: Mail, facts: Facts) -> None:
    """The caller saves the row."""
    seal(mail, "facts", {name: getattr(facts, name) for name in Facts.__dataclass_fields__})


def facts_of(mail: Mail) -> Facts:
    """What was read; empty while nobody has. Raises `Shredded`."""
    kept = unseal(mail, "facts")
    return Facts(**_believed_again(kept)) if kept else Facts()


def raw_of(mail: Mail) -> bytes:
    return b"".join(files.read(mail.raw))


def files_of(mail: Mail, facts: Facts) -> Iterator[tuple[str, TakenIn | None]]:
    """Each file's name, and the file made anew by the jail; None for what does not come in. That
    one stays in the message, whose bytes are kept."""
    raw = raw_of(mail) if facts.files else b""
    for number, file in enumerate(facts.files):
        if number >= MOST_FILES:
            yield file["name"], None
            continue
        part = jail.inspect(f"part.{file['n']}", raw, inside=INSIDE)
        yield file["name"], _taken(file["name"], part.body or b"")


def _taken(name: str, content: bytes) -> TakenIn | None:
    upload: UploadedFile[bytes] = UploadedFile(BytesIO(content), name, size=len(content))
    # Django keeps only what it takes for safe of a name; `take_in` cleans it for us.
    try:
        return take_in(upload, SENT)
    except ValidationError:
        return None


def _believed(said: dict[str, Any]) -> dict[str, Any]:
    """Of the expected form, or an error."""
    name, address = (str(one) for one in said["from"])
    forwarded = tuple(str(one) for one in said["forwarded"])[:2]
    return {
        "name": name,
        "email": address,
        "subject": str(said["subject"]),
        "id": str(said["id"]),
        "ids": tuple(map(str, said["ids"])),
        "mentioned": tuple(map(str, said["mentioned"])),
        "headers": {str(key): str(value) for key, value in said["headers"].items()},
        "no_return_path": bool(said["no_return_path"]),
        "type": str(said["type"]),
        "text": str(said["text"]),
        "html_only": bool(said["html_only"]),
        "files": tuple(
            {"n": int(one["n"]), "name": str(one["name"]), "size": int(one["size"])}
            for one in said["files"]
        ),
        "forwarded": forwarded,
        "report": tuple(
            {key: str(one[key]) for key in ("action", "status", "to")} for one in said["report"]
        ),
        "left_out": tuple(map(str, said["left_out"])),
    }


def _believed_again(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
