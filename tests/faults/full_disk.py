"""A disk without room, for chosen processes and for as long as is wanted, without being root."""

import resource
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from tests.faults.crew import below


@contextmanager
def full(processes: Iterable[int], *, room: int = 0) -> Iterator[None]:
    """No file of theirs, or of whoever they start, can be written beyond its first `room` bytes.

    Only the soft limit is moved, so that it can be moved back.
    """
    moved = {pid: before for pid in processes if (before := _limit(pid, room))}
    try:
        yield
    finally:
        started = {pid for parent in moved for pid in below(parent)}
        for pid in moved.keys() | started:
            _limit(pid, moved.get(pid, next(iter(moved.values())))[0])


def _limit(pid: int, room: int) -> tuple[int, int] | None:
    """What it was before; None where the process has ended."""
    with suppress(ProcessLookupError):
        _, most = before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, most))
        return before
    return None
