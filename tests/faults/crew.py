"""Real processes of the product, on this test's database, and how each one dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.sink import Sink
from tests.outbox.owing import ROOT, database_url
from tests.outbox.test_with_a_worker import SAFE

TICK = ("manage.py", "tick", "--loop", "0.05")
WORKER = (
    *("-m", "celery", "-A", "dsar", "worker", "--loglevel=WARNING"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
BEAT = ("-m", "celery", "-A", "dsar", "beat", "--pidfile=", "--loglevel=WARNING")


class Crew:
    """Everybody who works at once. All of them have ended when the test does."""

    def __init__(self, folder: Path, sink: Sink, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            **SAFE,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": database_url(),
            "DSAR_SMTP_HOST": sink.host,
            "DSAR_SMTP_PORT": str(sink.port),
            **environment,
        }
        self.hands: list[subprocess.Popen[bytes]] = []
        self._started = 0

    def start(
        self, program: tuple[str, ...], sockets: tuple[int, ...] = (), **more: str
    ) -> subprocess.Popen[bytes]:
        """One more, the leader of a process group of its own; `more` is environment."""
        self._started += 1
        with (self.folder / f"process-{self._started}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *program],
                cwd=ROOT,
                env={**self.environment, **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=sockets,
                start_new_session=True,
            )
        self.hands.append(process)
        return process

    def start_beat(self, **more: str) -> subprocess.Popen[bytes]:
        file = self.folder / f"schedule-{self._started}"
        return self.start((*BEAT, f"--schedule={file}"), **more)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9, for it and for all that it started."""
        for pid in (process.pid, *below(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        self.hands.remove(process)

    def oldest(self) -> subprocess.Popen[bytes]:
        return self.hands[0]

    def dead(self) -> list[subprocess.Popen[bytes]]:
        return [process for process in self.hands if process.poll() is not None]

    def saying(self, words: str) -> int:
        """How many of them have written these words so far."""
        return sum(words in log.read_text() for log in self.folder.glob("process-*.log"))

    def said(self) -> str:
        """The end of what each one wrote, for when a test fails."""
        logs = sorted(self.folder.glob("process-*.log"))
        return "\n".join(f"{log.name}: {log.read_text()[-800:]}" for log in logs)


def children_of(parent: int) -> list[int]:
    """Processes that it started and that live, in the order of their numbers."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)


def below(parent: int) -> list[int]:
    children = children_of(parent)
    return [*children, *(pid for child in children for pid in below(child))]


@contextmanager
def crew(folder: Path, sink: Sink, **environment: str) -> Iterator[Crew]:
    hands = Crew(folder, sink, environment)
    try:
        yield hands
    finally:
        for process in list(hands.hands):
            hands.kill(process)


def wait_until(what: object, *, within: float, every: float = 0.02) -> bool:
    """Whether it came true in time."""
    ends = time.monotonic() + within
    while not what():  # type: ignore[operator]
        if time.monotonic() > ends:
            return False
        time.sleep(every)
    return True
