"""The programs that the supervisor runs, and how one is started, noticed dead, and ended."""

import contextlib
import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

from . import processes
from .home import Home

LONGEST_PAUSE = 30.0  # seconds between two starts of a program that keeps dying
STEADY = 60.0  # seconds after which a program counts as well again


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple[str, ...]
    sockets: tuple[int, ...] = ()  # open file numbers that it inherits
    grace: float = 15.0  # seconds to finish what it does
    sweeps: bool = False  # whether it has a part in looking for what is due


class Child:
    """One program under supervision. Its process leads a group of its own."""

    def __init__(self, program: Program, home: Home, environment: Mapping[str, str]) -> None:
        self.program, self.home, self.environment = program, home, environment
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.began = 0.0
        self.start_at = 0.0

    @property
    def record(self) -> str:
        return f"{self.program.name}.json"

    def start(self) -> None:
        with self.home.log(self.program.name) as log:
            self.process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                pass_fds=self.program.sockets,
                start_new_session=True,  # a Ctrl-C at the terminal is the supervisor's to pass on
            )
        self.began = time.monotonic()
        pid = self.process.pid
        known = {"pid": pid, "birth": processes.birth(pid), "name": self.program.name}
        (self.home.run / self.record).write_text(json.dumps(known))

    def tend(self) -> str | None:
        """Start the program when its time has come; a sentence when it was found dead."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.start()
            return None
        if processes.birth(self.process.pid) is not None:
            return None
        # Before its number is given back: what its group left behind.
        processes.kill_group(self.process.pid)
        status = self.process.wait()
        self.process = None
        self.failures = 1 if time.monotonic() - self.began > STEADY else self.failures + 1
        pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE)
        self.start_at = time.monotonic() + pause
        return (
            f"{self.program.name} ended ({_ending(status)}) and starts again in {pause:.0f} s. "
            f"Its log: {self.home.logs / self.program.name}.log"
        )

    def stop(self) -> None:
        """The program and all that it started have ended."""
        if self.process is not None:
            processes.end(self.process.pid, grace=self.program.grace)
            self.process.wait()
            self.process = None
        (self.home.run / self.record).unlink(missing_ok=True)


def end_left_overs(home: Home) -> list[str]:
    """What a killed supervisor left running has ended; the names of what did."""
    ended = []
    for record in sorted(home.run.glob("*.json")):
        with contextlib.suppress(ValueError, KeyError):  # a kill while the record was written
            known = json.loads(record.read_text())
            # The same number with another birth is somebody else's process by now.
            if known["birth"] and processes.birth(known["pid"]) == known["birth"]:
                processes.end(known["pid"], grace=10)
                ended.append(str(known["name"]))
        record.unlink()
    return ended


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
