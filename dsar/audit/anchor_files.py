"""Where anchors are kept: a folder outside the database, a file a company, a line an anchor.

Lines are only ever added, so the folder may stand on a disk that allows nothing else.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"company-(\d+)\.jsonl")
TAIL = 64 * 1024  # bytes; an anchor is about 500


def kept() -> bool:
    """Whether anchors are kept at all."""
    return bool(settings.ANCHORS)


def companies() -> set[int]:
    """The numbers of all companies that were ever anchored."""
    with suppress(FileNotFoundError):
        found = (NAME.fullmatch(entry.name) for entry in Path(settings.ANCHORS).iterdir())
        return {int(name[1]) for name in found if name}
    return set()


def lines(company_id: int) -> Iterator[bytes]:
    """Each line of this company, without its line break."""
    with suppress(FileNotFoundError), _path(company_id).open("rb") as file:
        for line in file:
            yield line.removesuffix(b"\n")


def last_lines(company_id: int) -> list[bytes]:
    """The last lines, newest last. The last one is empty unless a crash cut it short."""
    with suppress(FileNotFoundError), _path(company_id).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        found = file.read().split(b"\n")
        return found if size <= TAIL else found[1:]
    return [b""]


def add(company_id: int, line: bytes, *, after: bytes) -> None:
    """The line is on the disk. `after` is what a crash left without a line break, or empty."""
    folder = Path(settings.ANCHORS)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    descriptor = os.open(_path(company_id), flags, mode=0o640)
    try:
        whole = (b"\n" if after else b"") + line + b"\n"
        if os.write(descriptor, whole) != len(whole):
            raise OSError(f"{folder} is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _keep_names(folder)


def _keep_names(folder: Path) -> None:
    """A file's name, too, is on the disk only after its folder was written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(company_id: int) -> Path:
    return Path(settings.ANCHORS) / f"company-{company_id}.jsonl"
