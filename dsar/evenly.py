"""What is found quickly and what takes a while look the same to whoever waits for the answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting(seconds: float) -> Iterator[None]:
    """At least this long, whatever is done within and however it ends."""
    until = time.monotonic() + seconds
    try:
        yield
    finally:
        time.sleep(max(0.0, until - time.monotonic()))
