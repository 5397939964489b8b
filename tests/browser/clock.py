"""The product's time during a browser test."""

import time
from datetime import datetime, timedelta


class Clock:
    """Begins when the test says, goes on as ours does, and can be put forward."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - timedelta(seconds=time.monotonic())

    def now(self) -> datetime:
        return self._offset + timedelta(seconds=time.monotonic())

    def forward(self, **by: float) -> None:
        """`by` as for a timedelta: `days=1, hours=2`."""
        self._offset += timedelta(**by)
