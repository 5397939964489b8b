"""What everybody at the desk has to know at once: nothing leaves, or the time is wrong."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.cache import cache

from dsar.outbox import clocks, held
from dsar.outbox.models import ClockJump
from dsar.outbox.sweeps import names
from dsar.outbox.ticks import ROUND, Sign, signs

KEPT_SECONDS = 10
KEY = "desk:alarms"


def standing() -> list[str]:
    """One sentence each, none when all is well. Looked up every ten seconds, not for each page."""
    found: list[str] | None = cache.get(KEY)
    if found is None:
        found = [
            *([held.WHY] if held.is_held() else []),
            *_silence(signs(names())),
            *(jumped(one) for one in clocks.recent()[:1]),
        ]
        cache.set(KEY, found, KEPT_SECONDS)
    return found


def _silence(found: Iterable[Sign]) -> list[str]:
    """A round that stopped stops all that is in it: then nothing else is named."""
    stale = [sign for sign in found if sign.stale]
    if any(sign.name == ROUND for sign in stale):
        stale = [sign for sign in stale if sign.name == ROUND]
    return [f"{since(sign)} Tell whoever runs the desk." for sign in stale]


def since(sign: Sign) -> str:
    """That a sweep is missing, for people."""
    what = "Letters and reminders do not leave" if sign.name == ROUND else f"“{sign.name}” fails"
    if sign.age is None:
        return f"{what}: no sweep ever came round."
    return f"{what}: the last sweep came round {length(sign.age)} ago."


def jumped(jump: ClockJump) -> str:
    far = length(timedelta(seconds=abs(jump.seconds)))
    if jump.kind == ClockJump.Kind.APART:
        way = "ahead of" if jump.seconds > 0 else "behind"
        return f"The clock of a worker is {far} {way} that of the database. Dates may be wrong."
    way = "forward" if jump.kind == ClockJump.Kind.FORWARD else "back"
    return f"The time jumped {way} by {far}. Look at what was sent and reminded about then."


def length(time: timedelta) -> str:
    """“40 seconds”, “3 minutes”, “2 hours”, “40 days”: the largest unit, rounded down."""
    seconds = int(abs(time).total_seconds())
    units = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))
    unit, size = next((one for one in units if seconds >= one[1]), units[-1])
    count = seconds // size
    return f"{count} {unit}{'' if count == 1 else 's'}"
