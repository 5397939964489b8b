"""What Docker does in production: starts anew what has ended, and nothing more."""

import subprocess
from collections.abc import Callable

from dsar.outbox.ticks import ROUND, signs
from tests.faults.crew import Crew, children_of, wait_until


class Kept:
    """One program that is to run."""

    def __init__(self, hands: Crew, program: tuple[str, ...], environment: dict[str, str]) -> None:
        self.hands, self.program, self.environment = hands, program, environment
        self.starts = 0
        self.process: subprocess.Popen[bytes]

    def look(self) -> None:
        if self.starts == 0 or self.process.poll() is not None:
            self.process = self.hands.start(self.program, **self.environment)
            self.starts += 1

    def celery(self) -> int:
        """The program itself, under whatever watches it."""
        return children_of(self.process.pid)[0] if "watch" in self.program else self.process.pid


class Docker:
    """Keeps programs running while a test waits, and looks at the age of the last sweep."""

    def __init__(self, hands: Crew) -> None:
        self.hands = hands
        self.kept: list[Kept] = []
        self.oldest_tick = 0.0

    def keep(self, program: tuple[str, ...], **environment: str) -> Kept:
        self.kept.append(Kept(self.hands, program, environment))
        self.look()
        return self.kept[-1]

    def look(self) -> None:
        for one in self.kept:
            one.look()
        [sign] = signs([ROUND])
        if sign.age is not None:
            self.oldest_tick = max(self.oldest_tick, sign.age.total_seconds())

    def until(self, what: Callable[[], bool], *, within: float) -> bool:
        def looked() -> bool:
            self.look()
            return what()

        return wait_until(looked, within=within, every=0.1)
