"""What processes take: memory and processor time, as Linux counts them."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

MEGABYTE = 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def family_of(pid: int) -> list[int]:
    """The process, and all that came of it."""
    return [pid, *(one for child in children_of(pid) for one in family_of(child))]


def parent_of(pid: int) -> int:
    return int(_fields(pid)[1])


def seconds_of(pid: int) -> float:
    """Of processor so far."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def seconds_with_children(pid: int) -> float:
    """Of the process, those that it began, and those of them that have ended."""
    fields = _fields(pid)
    ended = (int(fields[13]) + int(fields[14])) / TICKS
    return seconds_of(pid) + ended + sum(seconds_of(child) for child in children_of(pid))


def _fields(pid: int) -> list[str]:
    """Of its line in /proc, those behind the name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def resident(pid: int) -> int:
    """Bytes in memory, shared ones among them."""
    return _kilobytes(f"/proc/{pid}/status", "VmRSS") * 1024


def together(pids: Iterable[int]) -> int:
    """Bytes of them all, what they share counted once."""
    return sum(_kilobytes(f"/proc/{pid}/smaps_rollup", "Pss") for pid in pids) * 1024


def own_from_now() -> int:
    """Bytes of this process; the most that it had is forgotten."""
    Path("/proc/self/clear_refs").write_text("5")
    return resident(os.getpid())


def own_at_most() -> int:
    return _kilobytes("/proc/self/status", "VmHWM") * 1024


def _kilobytes(file: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(file).read_text(), re.MULTILINE)
    assert found, (file, name)
    return int(found[1])
