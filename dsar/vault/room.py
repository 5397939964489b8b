"""Room for files on the disk that they lie on. Below the floor none is begun: what is left belongs
to requests, the database and the log, where they share that disk."""

import math
import os
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

MEGABYTE = 1024 * 1024
NO_ROOM = "There is no room for files just now. Nothing of this one was kept."


class NoRoom(OSError):
    """Nothing was kept: the disk of the files is full, or nearly."""

    def __init__(self) -> None:
        super().__init__(NO_ROOM)


def above_the_floor() -> float:
    """Bytes that files may still take, below 0 where they have taken more; without end in a storage
    that is no disk."""
    try:
        place = Path(storages["sealed"].path(""))
    except NotImplementedError:
        return math.inf
    while not place.exists():  # the first file makes the folder
        place = place.parent
    disk = os.statvfs(place)
    return float(disk.f_bavail * disk.f_frsize - settings.FILES_FLOOR_MB * MEGABYTE)


def is_short() -> bool:
    return above_the_floor() <= 0
