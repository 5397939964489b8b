"""The one folder that holds all state of one copy: data, mail, logs and the keys."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from .trouble import Trouble

PATIENCE = 20.0  # seconds that the last run may take to end
LOG_LIMIT = 5 * 1024 * 1024  # bytes


class InUse(Trouble):
    """Another copy works in this folder."""


class Home:
    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.logs, self.mail, self.run = (self.root / name for name in ("log", "mail", "run"))
        self.sign_ins = self.root / "sign-ins.txt"  # written by the preparation, shown at the end

    def prepare(self) -> None:
        """The folders exist and only their owner may look in."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.logs, self.run, self.root / "files"):
            folder.mkdir(mode=0o700, exist_ok=True)

    def remember(self, environment: Mapping[str, str]) -> None:
        """So that `manage.py` speaks to this copy: the settings read it."""
        path = self.root / "environment"
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}='{value}'\n" for name, value in environment.items()))

    @contextlib.contextmanager
    def claimed(self, meanwhile: Callable[[], None]) -> Iterator[None]:
        """Nobody else runs a copy in this folder; a killed owner lets go by itself."""
        with (self.root / "lock").open("a") as file:
            deadline = time.monotonic() + PATIENCE
            while not _taken(file):
                # Perhaps it is just ending; then this takes a moment.
                if time.monotonic() > deadline:
                    raise InUse(
                        f"A copy of the desk already runs in {self.root}. Stop it first, or choose "
                        "another folder and port: make run DSAR_HOME=./second PORT=8001"
                    )
                meanwhile()
                time.sleep(0.2)
            yield

    def key(self, name: str, make: Callable[[], str]) -> Path:
        """A file that only its owner can read, made once and never changed."""
        path = self.root / name
        if not path.exists():
            aside = self.root / f".{name}-{os.getpid()}"
            opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode=0o600)
            with os.fdopen(opened, "w") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            # A link, so that a kill leaves either no key or a whole one.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(aside)
            aside.unlink()
        return path

    def log(self, name: str) -> IO[bytes]:
        """The log of that program, opened to add to; an old long one is kept beside it."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
