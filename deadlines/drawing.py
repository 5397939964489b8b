"""The picture of a clock as geometry: which stretch of days is what, and where the marks stand.

Pure: dates in, numbers out. A straight bar 1000 units wide, one stretch after another from receipt
to the last day that matters. Words and colours belong to the page that draws it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

WIDTH, HEIGHT = 1000, 32
HATCH_EVERY, HATCH_LEAN = 18, 12
# How far an open end is drawn past today, so that the hatch can be seen on its first day.
OPEN_END = timedelta(days=7)


@dataclass(frozen=True)
class Pause:
    """A stretch that does not count, both days included; no last day while it lasts."""

    first: date
    last: date | None


@dataclass(frozen=True)
class Stretch:
    """One piece of the bar: waiting, used, paused, left or late."""

    kind: str
    x: int
    width: int

    @property
    def hatch(self) -> str:
        """Slanted lines over the piece as SVG path data, so that it survives grey printing."""
        starts = range(self.x, max(self.x + 1, self.x + self.width - HATCH_LEAN + 1), HATCH_EVERY)
        end = self.x + self.width
        return " ".join(f"M{x} {HEIGHT}L{min(x + HATCH_LEAN, end)} 0" for x in starts)


@dataclass(frozen=True)
class Mark:
    """A day pointed at: today, due, limit (before an extension) or promise."""

    kind: str
    on: date
    x: int

    @property
    def triangle(self) -> str:
        """A small triangle above the bar, kept inside its two ends."""
        left, right = max(0, self.x - 9), min(WIDTH, self.x + 9)
        return f"{left},-9 {right},-9 {self.x},0"


@dataclass(frozen=True)
class Facts:
    """What a clock knows, and the day it is looked at."""

    received_on: date
    today: date
    started_on: date | None
    due_on: date | None
    pauses: Sequence[Pause] = ()
    limit_on: date | None = None
    promise_on: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True)
class Drawing:
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]


def draw(facts: Facts) -> Drawing:
    """Each day from receipt to the end belongs to exactly one stretch; the marks lie on the bar."""
    end = _end(facts)
    days = max(1, (end - facts.received_on).days)

    def place(on: date) -> int:
        inside = min(max(on, facts.received_on), end)
        return round(WIDTH * (inside - facts.received_on).days / days)

    cuts = sorted({facts.received_on, end, *_cuts(facts, end)})
    stretches: list[Stretch] = []
    for first, following in pairwise(cuts):
        kind, x, far = _kind(facts, first), place(first), place(following)
        if stretches and stretches[-1].kind == kind:
            last = stretches.pop()
            stretches.append(Stretch(kind, last.x, far - last.x))
        else:
            stretches.append(Stretch(kind, x, far - x))
    return Drawing(tuple(stretches), tuple(_marks(facts, place)))


def _end(facts: Facts) -> date:
    until = facts.stopped_on or facts.today
    if facts.due_on is None:
        return until + OPEN_END
    return max(facts.due_on, until, facts.limit_on or until, facts.promise_on or until)


def _cuts(facts: Facts, end: date) -> set[date]:
    """The days on which something changes, so that between two of them nothing does."""
    inner = {facts.today, facts.started_on, facts.due_on, facts.stopped_on}
    for pause in facts.pauses:
        inner.add(pause.first)
        inner.add(pause.last + timedelta(days=1) if pause.last else end)
    return {on for on in inner if on is not None and facts.received_on < on < end}


def _kind(facts: Facts, on: date) -> str:
    if facts.started_on is None or on < facts.started_on:
        return "waiting"
    if any(p.first <= on and (p.last is None or on <= p.last) for p in facts.pauses):
        return "paused"
    if on < (facts.stopped_on or facts.today):
        return "late" if facts.due_on is not None and on >= facts.due_on else "used"
    return "left"


def _marks(facts: Facts, place: Callable[[date], int]) -> list[Mark]:
    pointed: list[tuple[str, date | None]] = [
        ("limit", facts.limit_on),
        ("promise", facts.promise_on),
        ("today", None if facts.stopped_on else facts.today),
        ("due", facts.due_on),
    ]
    return [Mark(kind, on, place(on)) for kind, on in pointed if on is not None]
