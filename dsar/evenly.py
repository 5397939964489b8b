"""What is found quickly and what takes a while look the same to whoever waits for the answer."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

REMEMBERED = 100
SHARE, MARGIN = 0.95, 1.5
# Whoever waits holds a thread: on a machine that is slower than this, what takes long shows.
MOST_SECONDS = 2.0


@dataclass
class Work:
    """`found` is set by whoever did the long one."""

    found: bool = False


@dataclass
class Pace:
    """A busy machine takes longer for what is found, and only for that. So the wait follows how
    long it took lately in this process: half as long again as nineteen of twenty did.

    Only what was found is remembered: asking for nothing, however often, does not shorten it.
    """

    recent: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def kept(self, least: float) -> Iterator[Work]:
        """At least so many seconds, whatever is done within and however it ends; 0: no wait."""
        began, work = time.monotonic(), Work()
        try:
            yield work
        finally:
            if work.found:
                with self.lock:
                    self.recent.append(time.monotonic() - began)
            if least:
                time.sleep(max(0.0, began + self.seconds(least) - time.monotonic()))

    def seconds(self, least: float) -> float:
        with self.lock:
            seen = sorted(self.recent)
        if not seen:
            return least
        longest = seen[min(len(seen) - 1, int(len(seen) * SHARE))] * MARGIN
        return max(least, min(longest, MOST_SECONDS))
