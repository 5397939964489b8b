"""A Valkey of our own: the broker and the cache. Nothing stands only here, so it may be lost."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from . import binaries, processes, sockets
from .trouble import DidNotStart

START_WITHIN = 30.0  # seconds


class Valkey:
    """One server in one folder, on a Unix socket only. `ensure` may be called at any time."""

    name = "Valkey"

    def __init__(self, home: Path) -> None:
        self.log = home.resolve() / "log" / "valkey.log"
        self.root = home.resolve() / "valkey"
        self.data = self.root / "data"
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket = sockets.folder_for(self.root) / "valkey.sock"
        self.program = binaries.valkey()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        return f"unix://{self.socket}"

    def ensure(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """The server answers. `meanwhile` is called on the way, and may raise to give up."""
        meanwhile()
        with self._lock():
            if self._answers():
                return
            if not self._start():
                # A broken append-only file. The outbox in PostgreSQL holds all that matters.
                self.data.rename(self.root / f"broken-{time.time_ns()}")
                self.data.mkdir(mode=0o700)
                if not self._start():
                    tail = self.log.read_text(errors="replace")[-800:]
                    raise DidNotStart(f"Valkey did not start. The end of {self.log}:\n{tail}")

    def stop(self) -> None:
        """No process of the server runs."""
        with self._lock():
            for pid in processes.working_in(self.data):
                os.kill(pid, signal.SIGTERM)
            if not processes.wait_until(self._gone, within=10):
                processes.kill(processes.working_in(self.data))
            self._reap()

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
        return False

    def _start(self) -> bool:
        processes.kill(processes.working_in(self.data))  # one that hangs, or answers elsewhere
        self._reap()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(self.program),
                    *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                    *("--dir", str(self.data), "--save", ""),
                    *("--appendonly", "yes", "--appendfsync", "everysec"),
                    *("--maxmemory-policy", "noeviction"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return (
            processes.wait_until(lambda: self._answers() or self._gone(), within=START_WITHIN)
            and not self._gone()
        )

    def _gone(self) -> bool:
        self._reap()
        return self._process is None and not processes.working_in(self.data)

    def _reap(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self._process = None
