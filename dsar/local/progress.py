"""Numbered lines at the terminal, so that nobody wonders whether anything happens."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PREPARING = 4  # steps that dsar.local.prepare shows


def say(text: str, end: str = "\n") -> None:
    # A terminal that was closed must not take the servers with it.
    with suppress(OSError):
        sys.stdout.write(f"{text}{end}")
        sys.stdout.flush()


@dataclass
class Progress:
    """Step by step: `3/8 Preparing the tables … 1.2 s`."""

    total: int
    done: int = 0

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        self.done += 1
        say(f"{self.done}/{self.total} {what} … ", end="")
        started = time.monotonic()
        try:
            yield
        except BaseException:
            say("")
            raise
        say(f"{time.monotonic() - started:.1f} s")
