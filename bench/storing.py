"""Files sealed on the disk and read back, beside a plain ZIP of the same bytes; and the memory."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.utils import timezone

from bench.processes import MEGABYTE, own_at_most, own_from_now
from bench.turns import rounded, take_turns
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import new_key

EACH = 250  # megabytes; a case takes 500
LIMIT = 200 * MEGABYTE


class Bytes:
    """So many of them, no two megabytes alike, and never all in memory."""

    def __init__(self, size: int) -> None:
        self.left, self.turn = size, 0

    def read(self, size: int, /) -> bytes:
        size = min(size, self.left)
        self.left -= size
        self.turn += 1
        one = hashlib.sha256(self.turn.to_bytes(8)).digest()
        return (one * (size // len(one) + 1))[:size]


def measure(company: Any, *, megabytes: int, rounds: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="bench-files-"))
    before = settings.STORAGES
    settings.STORAGES = before | {
        "sealed": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "sealed"},
        }
    }
    sizes = [min(EACH, megabytes - begun) * MEGABYTE for begun in range(0, megabytes, EACH)]
    grown: dict[str, int] = {}

    def watched(name: str, work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            start = own_from_now()
            work()
            grown[name] = max(grown.get(name, 0), own_at_most() - start)

        return run

    works = {
        "sealed and read": watched("sealed and read", lambda: _ours(company, sizes)),
        "zipped and read": watched("zipped and read", lambda: _zipped(folder / "plain", sizes)),
    }
    try:
        times = take_turns(works, rounds=rounds)
    finally:
        settings.STORAGES = before
        shutil.rmtree(folder)
    ours, plain = times["sealed and read"], times["zipped and read"]
    return {
        "megabytes": megabytes,
        "seconds": rounded(times),
        "megabytes of memory more": rounded({k: v / MEGABYTE for k, v in grown.items()}),
        "ratios": rounded(
            {
                "speed, to a plain ZIP": plain / ours,
                "200 MB, to memory": LIMIT / max(MEGABYTE, grown["sealed and read"]),
            }
        ),
    }


def _ours(company: Any, sizes: list[int]) -> None:
    now = timezone.now()
    kept = [_stored(company, size, now) for size in sizes]
    for file, size in zip(kept, sizes, strict=True):
        assert sum(len(piece) for piece in files.read(file)) == size
        files.destroy(file_id=file.pk, now=now)


def _stored(company: Any, size: int, now: Any) -> SealedFile:
    key = new_key(company_id=company.pk, now=now)
    return files.store(
        data_key=key, name="part", content_type="text/plain", stream=Bytes(size), now=now
    )


def _zipped(place: Path, sizes: list[int]) -> None:
    with ZipFile(place, "w", ZIP_STORED) as file:
        for number, size in enumerate(sizes):
            with file.open(str(number), "w") as part:
                stream = Bytes(size)
                while piece := stream.read(MEGABYTE):
                    part.write(piece)
    with ZipFile(place) as file:
        for number in range(len(sizes)):
            with file.open(str(number)) as part:
                while part.read(MEGABYTE):
                    pass
    place.unlink()
