"""What is sent: addresses, moments, forms with a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file: what it is called, its bytes, and its kind."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"


def path(*parts: str) -> str:
    """Below /api/v1. Nothing in a part leads anywhere else."""
    if not_one := [part for part in parts if part in ("", ".", "..")]:
        raise ValueError(f"This is no name of anything: {not_one[0]!r}")
    return "/".join(("/api/v1", *(quote(part, safe="") for part in parts)))


def query(asked: Asked) -> str:
    """What was given, and none of what was left out."""
    given = {name: _text(value) for name, value in asked.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _text(value: Any) -> str:
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValueError("Give the moment with its offset from UTC.")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int) else ",".join(value)


def form(fields: Mapping[str, str], file: Upload) -> tuple[bytes, str]:
    """The body and its Content-Type."""
    boundary = uuid4().hex
    parts = [
        _part(boundary, f'name="{name}"', "text/plain; charset=utf-8", text.encode())
        for name, text in fields.items()
    ]
    named = f'name="file"; filename="{_quoted(file.name)}"'
    parts.append(_part(boundary, named, _one_line(file.content_type), file.content))
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), (
        f"multipart/form-data; boundary={boundary}"
    )


def _part(boundary: str, named: str, content_type: str, content: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {named}\r\n"
    return f"{head}Content-Type: {content_type}\r\n\r\n".encode() + content + b"\r\n"


def _quoted(name: str) -> str:
    """As browsers write it."""
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError("A Content-Type is one line.")
    return text
