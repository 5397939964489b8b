"""All that has to come round again and again. Upper floors register theirs when they are ready.

A sweep takes `now`, does what is due, and says how much that was. Doing it twice, or a week
late, must be harmless.
"""

import logging
import time
import traceback
from datetime import datetime
from functools import partial
from typing import Protocol

from dsar.outbox import clocks, ticks
from dsar.outbox.sweep import drain

logger = logging.getLogger(__name__)


class Sweep(Protocol):
    def __call__(self, *, now: datetime) -> int: ...


_SWEEPS: dict[str, Sweep] = {}


def register(name: str, fn: Sweep) -> None:
    _SWEEPS[name] = fn


def run_all(*, now: datetime) -> dict[str, int | None]:
    """Each sweep once, the outbox last, so that what the others owe leaves too.

    One that fails is None and stops no other.
    """
    with ticks.at_work(ticks.ROUND):
        began = time.monotonic()
        _guarded("clocks", clocks.compare, now)
        _guarded(ticks.ROUND, _came_round, now)
        counts: dict[str, int | None] = {name: _run(name, fn, now) for name, fn in _SWEEPS.items()}
        counts["outbox"] = _run("outbox", drain, now)
        _guarded(ticks.ROUND, partial(_came_round, seconds=time.monotonic() - began), now)
    return counts


def names() -> list[str]:
    """All that has to leave a tick, the round itself first."""
    return [ticks.ROUND, *_SWEEPS, "outbox"]


def _run(name: str, fn: Sweep, now: datetime) -> int | None:
    began = time.monotonic()
    count = _guarded(name, fn, now)
    if count is not None:
        ticks.tick(name=name, now=now, seconds=time.monotonic() - began)
        ticks.progress()
    return count


def _came_round(*, now: datetime, seconds: float | None = None) -> int:
    ticks.tick(name=ticks.ROUND, now=now, seconds=seconds)
    return 1


def _guarded(name: str, fn: Sweep, now: datetime) -> int | None:
    try:
        return fn(now=now)
    except Exception as error:
        # Where and what, but not the error's own words: a database repeats the row in them.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("The sweep %s failed: %s\n%s", name, type(error).__name__, where)
        return None
