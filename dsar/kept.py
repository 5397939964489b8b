"""An answer that is dear to get and may be some seconds old: whoever asks often, or for nothing,
costs no more than whoever asks now and then."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

SECONDS = 5.0
Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """What the function said last, of this process. One thread asks; the others go on with the
    answer before, and wait only for the first."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._last: tuple[float, Answer] | None = None

    def __call__(self) -> Answer:
        if (last := self._last) and not self._lock.acquire(blocking=False):
            return last[1]
        if not last:
            self._lock.acquire()
        try:
            if self._last is None or time.monotonic() >= self._last[0] + SECONDS:
                answer = self._ask()
                self._last = time.monotonic(), answer
            return self._last[1]
        finally:
            self._lock.release()
