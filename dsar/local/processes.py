"""What the system says about a process: is it still the one we knew, and who works where."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PROC = Path("/proc")


def birth(pid: int) -> str | None:
    """When the process began, as a text to compare; None where none runs (a zombie does not run).

    A number alone says nothing: after a crash it may belong to somebody else.
    """
    if not PROC.joinpath("self").exists():
        return _birth_without_proc(pid)
    try:
        # The name in brackets may hold spaces and brackets: read from the last one on.
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return None
    if fields[0] in "ZX":
        return None
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}:{fields[19]}"


def _birth_without_proc(pid: int) -> str | None:
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def working_in(folder: Path) -> list[int]:
    """Live processes whose working directory is the folder, also when it was deleted under them.

    PostgreSQL and Valkey both stay in their data folder, so this finds children of a killed server.
    """
    wanted = (str(folder), f"{folder} (deleted)")
    found = []
    for entry in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(entry / "cwd") in wanted:
                found.append(int(entry.name))
    return found


def mentioning(text: str) -> list[int]:
    """Live processes that were started with the text as one whole argument."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.fsencode(text) in (entry / "cmdline").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], bool], *, within: float) -> bool:
    """True as soon as the condition holds; False when it did not within so many seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def kill(pids: Iterable[int]) -> None:
    """None of the processes runs afterwards (or it is not ours to kill)."""
    for pid in (remaining := list(pids)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(birth(pid) for pid in remaining), within=5)


def end(leader: int, *, grace: float) -> None:
    """Ask the leader of a process group to end; kill what is left of the group after a while."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # Only the leader: it tells its own children in its own way.
        os.kill(leader, signal.SIGTERM)
        wait_until(lambda: birth(leader) is None, within=grace)
    kill_group(leader)


def kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
