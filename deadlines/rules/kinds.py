"""What an entry of law is made of. No arithmetic here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from ..errors import ClockError

Unit = Literal["days", "months"]
# How sure a statement is, surest first. A `record` is a fact of the clock itself; a `reading`
# is ours, of a point that no text settles.
CERTAINTIES = ("record", "statute", "official-example", "guidance", "reading", "policy")


class UnknownRule(ClockError):
    pass


class Cite(NamedTuple):
    article: str
    source: str
    certainty: str = "statute"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days left out while an answer is awaited."""

    cite: Cite
    # True: the day of asking and the day of the answer are both left out. False: only the latter.
    both_ends: bool
    requests: frozenset[str] | None = None  # None: whatever was requested


@dataclass(frozen=True, slots=True)
class Extension:
    """How far, and why, the period may be lengthened by telling the person in time."""

    count: int | None  # None: the law sets no maximum
    unit: Unit
    grounds: frozenset[str]
    cite: Cite


@dataclass(frozen=True, slots=True)
class Aim:
    """So many days from receipt that no law names as a limit, where it names none at all."""

    count: int
    cite: Cite


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    name: str
    count: int | None  # None: the law names no number, only a manner
    unit: Literal["days", "months", "working days"]
    period: Cite
    # awaited thing → why the period starts only when it comes
    starts_later: Mapping[str, Cite] = field(default_factory=dict)
    # awaited thing → what might let the period wait for it; here it never does: the earlier reading
    waits_for: Mapping[str, Cite] = field(default_factory=dict)
    pause: Pause | None = None
    identity: Cite | None = None  # set: an identity question suspends, as a pause does
    extension: Extension | None = None
    roll: Cite | None = None  # None: a weekend or a holiday moves nothing
    refuse_within_first_period: bool = False
    received_from: date | None = None
    received_until: date | None = None
    acknowledge: str = ""  # the rule by which receipt is to be confirmed, if that is another day
    manner: str = ""  # without a number: in the law's own words, how the answer is to come
    aim: Aim | None = None
