"""Whether the time can be believed: each sweep compares its clock with two others.

Nothing is lost or told twice because of a wrong clock, for everything owed is a row with a state.
But what falls due while the clock is wrong falls due at the wrong moment, so people are told.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from dsar.outbox import claims
from dsar.outbox.models import ClockJump
from dsar.outbox.ticks import ROUND, last_tick

TOO_FAR = timedelta(minutes=5)
# How long people are told of a jump. It cannot be mended, only known.
TOLD_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class _Look:
    at: datetime
    ticking: float  # seconds of a clock that nobody can set


_last: _Look | None = None


def compare(*, now: datetime) -> int:
    """A jump, or a difference from PostgreSQL's clock, of more than five minutes is kept.

    After a jump back, what was owed by the clock that ran ahead is due at once. How many
    irregularities were seen.
    """
    global _last
    look, before = _Look(now, _ticking()), _last
    _last = look
    database = _database_now()
    seen: dict[ClockJump.Kind, timedelta] = {}
    if (jump := _jump(before, look)) is not None and abs(jump) > TOO_FAR:
        seen[ClockJump.Kind.FORWARD if jump > timedelta(0) else ClockJump.Kind.BACK] = jump
    # Also what another process left, and one that was restarted in between.
    swept = last_tick(ROUND)
    if swept is not None and swept - now > TOO_FAR:
        seen.setdefault(ClockJump.Kind.BACK, now - swept)
    if abs(now - database) > TOO_FAR:
        seen[ClockJump.Kind.APART] = now - database
    _keep(seen, database)
    if ClockJump.Kind.BACK in seen:
        claims.bring_back(now=now)
    return len(seen)


def recent() -> QuerySet[ClockJump]:
    """What was seen lately, the newest first."""
    return ClockJump.objects.filter(seen_at__gt=Now() - TOLD_FOR).order_by("-seen_at", "-pk")


def _jump(before: _Look | None, look: _Look) -> timedelta | None:
    """How far the time of day went beyond the seconds that really passed."""
    if before is None:
        return None
    return look.at - before.at - timedelta(seconds=look.ticking - before.ticking)


def _keep(seen: dict[ClockJump.Kind, timedelta], database: datetime) -> None:
    """One row an hour and kind: several processes see the same jump, and each sweep the same
    difference."""
    ClockJump.objects.bulk_create(
        [
            ClockJump(
                key=f"{kind.value} {database:%Y-%m-%d %H}",
                kind=kind,
                seconds=by.total_seconds(),
                seen_at=Now(),
            )
            for kind, by in seen.items()
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["seconds", "seen_at"],
    )


def _ticking() -> float:
    # A laptop that slept did not jump: where there is one, a clock that counts sleep as well.
    counts_sleep = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if counts_sleep is None else time.clock_gettime(counts_sleep)


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
