"""Signs of life, in the database: a process that runs is not yet one that works.

An age is told by PostgreSQL's clock alone, so that a wrong clock elsewhere looks like nothing else.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from dsar.outbox.models import Tick

# The whole of it: all sweeps, as beat asks for them.
ROUND = "round"
# Not a sweep: a backup was restored and looked through (`manage.py drill`).
DRILL = "restore-drill"
# Nor this: deploy/backup.sh made a whole one, and wrote this name itself.
BACKUP = "backup"
# Sweeps come every 15 seconds, and the slowest step of one is a mail server's 20. With what
# `watching` needs to notice and to end it, another worker is at work within 90.
STALE = timedelta(seconds=50)
# One of them may take as long as a task may run (CELERY_TASK_TIME_LIMIT); then it is failing.
SLOW = timedelta(seconds=180)
PROGRESS_EVERY = 10.0  # seconds
_at_work: ContextVar[tuple[str, ...]] = ContextVar("at_work", default=())
_noted_at = 0.0


@dataclass(frozen=True)
class Sign:
    """`age` is None while it never came round, `seconds` how long it took the last time."""

    name: str
    age: timedelta | None = None
    seconds: float | None = None

    @property
    def stale(self) -> bool:
        """Also when it comes from the future: that says nothing of now."""
        return self.age is None or abs(self.age) > (STALE if self.name == ROUND else SLOW)


def tick(*, name: str, now: datetime, seconds: float | None = None) -> None:
    """The sweep of that name came round."""
    Tick.objects.bulk_create(
        [Tick(name=name, at=now, seen_at=Now(), seconds=seconds)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "seen_at"] + (["seconds"] if seconds is not None else []),
    )


def last_tick(name: str) -> datetime | None:
    """By the clock of whoever swept."""
    return Tick.objects.filter(name=name).values_list("at", flat=True).first()


def signs(names: Iterable[str]) -> list[Sign]:
    """One for each name, in their order, with one statement."""
    wanted = list(names)
    age = ExpressionWrapper(Now() - F("seen_at"), output_field=DurationField())
    rows = Tick.objects.filter(name__in=wanted).annotate(age=age)
    found = {row.name: Sign(row.name, row.age, row.seconds) for row in rows}
    return [found.get(name, Sign(name)) for name in wanted]


@contextmanager
def at_work(name: str) -> Iterator[None]:
    """While this lasts, `progress` shows that what has this name is alive."""
    token = _at_work.set((*_at_work.get(), name))
    try:
        yield
    finally:
        _at_work.reset(token)


def progress() -> None:
    """A long sweep got a step further; to be called in its loop, and costs next to nothing."""
    global _noted_at
    names = _at_work.get()
    if names and time.monotonic() >= _noted_at + PROGRESS_EVERY:
        _noted_at = time.monotonic()
        Tick.objects.filter(name__in=names).update(seen_at=Now())
