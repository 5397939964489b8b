"""What happened to a request on the way, and which of it the law lets move the date."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Literal, NamedTuple

from .errors import ClockError
from .holidays import FIRST_YEAR, LAST_YEAR
from .rules import Rule

# An awaited thing: the event that asks for it, that brings it, that takes the question back.
QUESTIONS = {"pause": "clarification", "id-requested": "identity", "fee-charged": "fee"}
ANSWERS = {"resume": "clarification", "id-received": "identity", "fee-paid": "fee"}
WAIVERS = {"id-waived": "identity", "fee-waived": "fee"}
CLOSINGS = {**ANSWERS, **WAIVERS}
EXTEND = "extend"
# What happened to the record of the clock rather than to the request: it changes no sum, but the
# working names it, with what stood there before and what stands there now.
NOTES = ("receipt-corrected", "holidays-changed", "recalculated", "reopened")
KINDS = (*QUESTIONS, *CLOSINGS, EXTEND, *NOTES)
_IN_NO_SUM, _KNOWN, _BY_DATE = frozenset(NOTES), frozenset(KINDS), attrgetter("on")
_MAY_BE_WAIVED = frozenset(WAIVERS.values())

# later: the period starts when the answer comes · left-out: the days between do not count
# nothing: this law knows no such effect · too-late: asked when the period had already run out
# waived: taken back afterwards, so that it never had an effect
Effect = Literal["later", "left-out", "nothing", "too-late", "waived"]


class ImpossibleEvents(ClockError):
    pass


class Event(NamedTuple):
    kind: str
    on: date
    by: int | None = None
    unit: str | None = None
    # Of a note alone: the date that stood there before, and the one that stands there now.
    was: date | None = None
    became: date | None = None


class Wait(NamedTuple):
    """From a question to its answer, or to the day it was taken back; neither yet is None."""

    about: str
    asked: date
    answered: date | None
    effect: Effect

    @property
    def moves(self) -> bool:
        """Whether the law's date is another one for it."""
        return self.effect in ("later", "left-out")


def check_date(on: date, what: str) -> None:
    if isinstance(on, datetime):
        raise ImpossibleEvents(f"The {what} {on.isoformat()} is a moment; give the civil date.")
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ImpossibleEvents(
            f"The {what} {on.isoformat()} lies outside the years {FIRST_YEAR} to {LAST_YEAR}."
        )


def in_order(events: Iterable[Event], received: date) -> tuple[list[Event], list[Event]]:
    """What counts, each one checked, and the notes; both by date, those of one day in the order
    they are told in."""
    counted, notes = list[Event](), list[Event]()
    for event in events:
        if event.kind in _IN_NO_SUM:
            # Not checked: a note may be older than the receipt that a later correction set.
            notes.append(event)
        else:
            _check(event, received)
            counted.append(event)
    # Not questions first: what is asked again after an answer of the same day is open.
    counted.sort(key=_BY_DATE)
    notes.sort(key=_BY_DATE)
    return counted, notes


def _check(event: Event, received: date) -> None:
    kind, on, by, unit, *_ = event
    if kind not in _KNOWN:
        raise ImpossibleEvents(
            f"There is no kind of event {kind!r}; the kinds are: {', '.join(KINDS)}."
        )
    check_date(on, "date of an event,")
    if on < received:
        raise ImpossibleEvents(
            f"An event of {on.isoformat()} ({kind}) cannot come before the request, which was "
            f"received on {received.isoformat()}."
        )
    if by is not None and not 1 <= by <= 366:
        raise ImpossibleEvents(
            f"An extension by {by} is not possible; give a number from 1 to 366."
        )
    if unit is not None and unit not in ("days", "months"):
        raise ImpossibleEvents(
            f"The unit {unit!r} is not known; an extension is counted in days or months."
        )


def effect_of(rule: Rule, request: str, about: str) -> Effect:
    """What waiting for such a thing does to the period under this rule."""
    if about in rule.starts_later:
        return "later"
    if about == "identity" and rule.identity is not None:
        return "left-out"
    if about == "clarification" and rule.pause is not None:
        allowed = rule.pause.requests is None or request in rule.pause.requests
        return "left-out" if allowed else "nothing"
    return "nothing"


def is_taken_back(question: Event, following: Iterable[Event]) -> bool:
    """Whether what ends the waiting for such a thing is that we no longer ask for it."""
    about = QUESTIONS[question.kind]
    if about not in _MAY_BE_WAIVED:
        return False
    ends = (event.kind for event in following if CLOSINGS.get(event.kind) == about)
    return next(ends, "") in WAIVERS


class Waits:
    """Pairs questions with answers, in order of date."""

    __slots__ = ("_depth", "_open", "all")

    def __init__(self) -> None:
        self.all: list[Wait] = []
        self._open: dict[str, int] = {}  # awaited thing → where it stands in `all`
        self._depth = 0  # open questions of clarification, which may overlap

    def ask(self, event: Event, effect: Effect) -> None:
        about = QUESTIONS[event.kind]
        self._depth += about == "clarification"
        # More asked while something is awaited: the same waiting.
        if about not in self._open:
            self._open[about] = len(self.all)
            self.all.append(Wait(about, event.on, None, effect))

    def answer(self, event: Event) -> None:
        about = ANSWERS[event.kind]
        if about not in self._open:
            self._answer_again(event, about)
            return
        if about == "clarification":
            self._depth -= 1
            if self._depth:
                return
        self._close(self._open.pop(about), event.on)

    def waive(self, event: Event) -> None:
        index = self._open.pop(WAIVERS[event.kind], None)
        if index is None:
            raise ImpossibleEvents(
                f"There is no open question that could be taken back on {event.on.isoformat()} "
                f"({event.kind})."
            )
        self._close(index, event.on)

    def _answer_again(self, event: Event, about: str) -> None:
        index = max((n for n, wait in enumerate(self.all) if wait.about == about), default=None)
        if index is None or about == "clarification":
            raise ImpossibleEvents(
                f"The answer of {event.on.isoformat()} ({event.kind}) has no open question "
                f"before it."
            )
        # What came first was not enough: the period starts with what came last.
        if self.all[index].effect == "later":
            self._close(index, event.on)

    def _close(self, index: int, on: date) -> None:
        about, asked, _, effect = self.all[index]
        self.all[index] = Wait(about, asked, on, effect)


def closed_on(waits: Sequence[Wait], on: date) -> list[Wait]:
    """The same waits as if every open one were answered on that day."""
    return [wait if wait.answered else wait._replace(answered=on) for wait in waits]


def waiting_since(events: Iterable[Event], received: date) -> date | None:
    """The day of the first question that is still open, or None if nothing is waited for."""
    waits = Waits()
    for event in in_order(events, received)[0]:
        if event.kind in QUESTIONS:
            waits.ask(event, "nothing")
        elif event.kind in WAIVERS:
            waits.waive(event)
        elif event.kind in ANSWERS:
            waits.answer(event)
    return min((wait.asked for wait in waits.all if wait.answered is None), default=None)
