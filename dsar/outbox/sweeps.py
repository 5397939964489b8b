"""All that has to come round again and again. Upper floors register theirs when they are ready.

A sweep takes `now`, does what is due, and says how much that was. Doing it twice, or a week
late, must be harmless.
"""

import logging
import traceback
from datetime import datetime
from typing import Protocol

from dsar.outbox.sweep import drain
from dsar.outbox.ticks import tick

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
    counts: dict[str, int | None] = {name: _run(name, fn, now) for name, fn in _SWEEPS.items()}
    counts["outbox"] = _run("outbox", drain, now)
    return counts


def _run(name: str, fn: Sweep, now: datetime) -> int | None:
    try:
        count = fn(now=now)
    except Exception as error:
        # Where and what, but not the error's own words: a database repeats the row in them.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("The sweep %s failed: %s\n%s", name, type(error).__name__, where)
        return None
    tick(name=name, now=now)
    return count
