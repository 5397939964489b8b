"""A process that runs is not yet one that works: a sweep leaves a tick, and /readyz its age."""

import json
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException

from . import processes
from .children import Child
from .progress import say

ASK_EVERY = 5.0  # seconds
SILENT_GRACE = 5.0  # seconds to finish
FIRST_TICK_WITHIN = 60.0  # seconds that a program gets after its start


class SweepWatch:
    """Ends worker and beat when nothing was swept for long; the supervisor starts them again."""

    def __init__(self, port: int, children: Sequence[Child]) -> None:
        self.port, self.children = port, children
        self._asked_at = time.monotonic()

    def look(self) -> None:
        if time.monotonic() < self._asked_at + ASK_EVERY:
            return
        self._asked_at = time.monotonic()
        running = [child.process for child in self.children if child.process is not None]
        started = max((child.began for child in self.children), default=0.0)
        if not running or time.monotonic() < started + FIRST_TICK_WITHIN or not self._silent():
            return
        say("Nothing was swept for a while: worker and beat start anew.")
        for process in running:
            processes.end(process.pid, grace=SILENT_GRACE)

    def _silent(self) -> bool:
        """False also when nobody answers: then something else is wrong, and noticed elsewhere."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return "sweeps" in json.load(connection.getresponse())["warnings"]
        except (OSError, HTTPException, ValueError, KeyError):
            return False
        finally:
            connection.close()
