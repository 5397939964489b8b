"""Starts the jailed child, hands it a file and takes back what it says. A pipe in, a pipe out.

Whatever the child does, the caller goes on: it may die, hang, fill its memory or answer nonsense.
"""

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

INSIDE = Path(__file__).with_name("inside.py")
DRAWING = Path(__file__).with_name("drawing.py")  # pages as pictures, for redaction
WALL_SECONDS, DRAWING_SECONDS = 20.0, 45.0
MOST_ANSWERED = 40 * 1024 * 1024  # bytes
MOST_AT_ONCE = 2  # a process: half a gigabyte each at worst
LONGEST_LINE = 500  # bytes
PIECE = 65_536

_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_told: set[str] = set()


@dataclass(frozen=True)
class Said:
    """What came of it: a type, with the bytes that take the file's place; or a code of doors.py."""

    content_type: str = ""
    body: bytes | None = None
    no: str = ""
    not_shut: tuple[str, ...] = ()
    cpu_seconds: float = 0.0
    most_kilobytes: int = 0
    """Of memory; 0 where it did not live to say so."""


def inspect(task: str, content: bytes | memoryview, *, inside: Path | None = None) -> Said:
    """Never raises: "unreadable" for what kills its reader, "busy" where no place or process is.

    `inside` is the program that looks, where it is another one than that of files.
    """
    return _guarded(inside or INSIDE, task, content, WALL_SECONDS)


def draw(task: str, content: bytes | memoryview) -> Said:
    """As `inspect`, by the child that renders pages: it may take longer."""
    return _guarded(DRAWING, task, content, DRAWING_SECONDS)


def _guarded(program: Path, task: str, content: bytes | memoryview, seconds: float) -> Said:
    if not _places.acquire(timeout=WALL_SECONDS):
        return Said(no="busy")
    try:
        said = _inspect(program, task, memoryview(content), seconds)
    except OSError as error:
        logger.warning("no process to look at a file with: %s", type(error).__name__)
        return Said(no="busy")
    finally:
        _places.release()
    _tell_once(said.not_shut)
    return said


def _inspect(program: Path, task: str, content: memoryview, seconds: float) -> Said:
    child = subprocess.Popen(  # noqa: S603 - our own file, and no shell
        [sys.executable, "-I", "-B", str(program), task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert child.stdin  # noqa: S101 - for the type checker
    assert child.stdout  # noqa: S101
    try:
        answered = _talk(child.stdin, child.stdout, content, seconds)
    finally:
        child.stdout.close()
        with contextlib.suppress(OSError):
            child.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        _, _, used = os.wait4(child.pid, 0)
        child.returncode = 0  # waited for here, so that what it used is known
    return replace(_understood(answered), cpu_seconds=used.ru_utime + used.ru_stime)


def _talk(into: IO[bytes], out: IO[bytes], content: memoryview, seconds: float) -> bytes:
    """What it answered until it ended, or until it was too late or too much."""
    until, answered = time.monotonic() + seconds, bytearray()
    os.set_blocking(into.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(into, selectors.EVENT_WRITE)
        ready.register(out, selectors.EVENT_READ)
        while len(answered) <= MOST_ANSWERED and (left := until - time.monotonic()) > 0:
            for key, _ in ready.select(left):
                if key.fileobj is into:
                    content = content[_write(into.fileno(), content) :]
                    if not content:
                        ready.unregister(into)
                        into.close()
                elif piece := os.read(out.fileno(), PIECE):
                    answered += piece
                else:
                    return bytes(answered)
    return b""


def _write(handle: int, content: memoryview) -> int:
    try:
        return os.write(handle, content[:PIECE])
    except BlockingIOError:
        return 0
    except BrokenPipeError:  # it died, or does not want the rest
        return len(content)


def _understood(answered: bytes) -> Said:
    """Nothing in it is believed that it could have made up to harm us."""
    line = answered[:LONGEST_LINE].partition(b"\n")[0]
    body = answered[len(line) + 1 :]
    try:
        said = json.loads(line)
        not_shut = tuple(sorted({"network", "files"}.intersection(said["open"])))
        known = Said(not_shut=not_shut, most_kilobytes=int(said["most"]))
        if "no" in said:
            return replace(known, no=str(said["no"]))
        length = said["bytes"]
        if len(body) != (length or 0):
            return replace(known, no="unreadable")
        made = None if length is None else body
        return replace(known, content_type=str(said["type"]), body=made)
    except (ValueError, KeyError, TypeError):
        return Said(no="unreadable")


def _tell_once(not_shut: tuple[str, ...]) -> None:
    for what in set(not_shut) - _told:
        _told.add(what)
        logger.warning(
            "files are looked at without the %s shut off: this system allows no namespaces", what
        )
