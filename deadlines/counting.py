"""The sum without the words: from receipt and events to dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import add_days, add_months, add_working_days, roll
from .events import (
    EXTEND,
    QUESTIONS,
    WAIVERS,
    Effect,
    Event,
    ImpossibleEvents,
    Wait,
    Waits,
    closed_on,
    effect_of,
    in_order,
    is_taken_back,
)
from .holidays import NONE, Calendar
from .rules import Rule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Total:
    """Every date of a period in which nothing is awaited."""

    start: date
    excluded: int
    first: date  # the first period's end as the law counts it, nothing added
    notice_by: date  # the first period with the days left out, and rolled
    extension: Event | None
    capped: bool  # the notice named more than the law allows
    late: tuple[Event, ...]
    again: tuple[Event, ...]
    lengthened: date  # the end after an extension; `first` if there is none
    nominal: date
    due: date


@dataclass(frozen=True, slots=True)
class Count:
    """A period with everything that happened to it. Something awaited: `total` supposes it came
    on `as_of`, the day of the last thing that is known."""

    waits: tuple[Wait, ...]
    extensions: tuple[Event, ...]
    state: str
    as_of: date
    total: Total

    @property
    def days_left(self) -> int:
        """How many days remain once the answer is here; none if asked on a day rolled to."""
        return max(0, (self.total.nominal - self.as_of).days)


def count(
    rule: Rule, calendar: Calendar, received: date, request: str, events: Sequence[Event]
) -> Count:
    """Count the period; ImpossibleEvents if the events contradict one another."""
    ordered = in_order(events, received)
    waits, extensions = Waits(), []
    for place, event in enumerate(ordered):
        if event.kind == EXTEND:
            extensions.append(event)
        elif event.kind in QUESTIONS:
            effect: Effect = "waived"
            # What was asked for without need is ignored from its first day, not from the last:
            # nothing that came in between may count as in time because of it.
            if not is_taken_back(event, ordered[place + 1 :]):
                effect = effect_of(rule, request, QUESTIONS[event.kind])
                if effect != "nothing" and _ran_out(
                    rule, calendar, received, waits.all, extensions, event.on
                ):
                    effect = "too-late"
            waits.ask(event, effect)
        elif event.kind in WAIVERS:
            waits.waive(event)
        else:
            waits.answer(event)
    as_of = ordered[-1].on if ordered else received
    supposed = closed_on(waits.all, as_of)
    return Count(
        waits=tuple(waits.all),
        extensions=tuple(extensions),
        state=_state(waits.all),
        as_of=as_of,
        total=total(rule, calendar, received, supposed, extensions),
    )


def _state(waits: Sequence[Wait]) -> str:
    awaited = {wait.effect for wait in waits if wait.answered is None}
    if "later" in awaited:
        return "starts-later"
    return "paused" if "left-out" in awaited else "running"


def _ran_out(
    rule: Rule,
    calendar: Calendar,
    received: date,
    waits: Sequence[Wait],
    extensions: Sequence[Event],
    on: date,
) -> bool:
    """Whether the period was over before that day: a question asked then revives nothing."""
    if (on - received).days <= 28 or _state(waits) != "running":  # no month is shorter
        return False
    return on > total(rule, calendar, received, closed_on(waits, on), extensions).due


def total(
    rule: Rule,
    calendar: Calendar,
    received: date,
    waits: Sequence[Wait],
    extensions: Sequence[Event],
) -> Total:
    """Count a period whose every question is answered."""
    # UK GDPR Art 12A(2): the latest of receipt, identity information and fee
    start = max([received, *(w.answered for w in waits if w.effect == "later" and w.answered)])
    excluded = _left_out(rule, waits, start)
    first = _first_period(rule, calendar, start)
    notice_by = _rolled(rule, calendar, add_days(first, excluded))
    in_time = [e for e in extensions if rule.extension and e.on <= notice_by]
    lengthened, capped = _lengthen(rule, start, first, in_time[0]) if in_time else (first, False)
    nominal = add_days(lengthened, excluded)
    return Total(
        start=start,
        excluded=excluded,
        first=first,
        notice_by=notice_by,
        extension=in_time[0] if in_time else None,
        capped=capped,
        late=tuple(e for e in extensions if rule.extension and e.on > notice_by),
        again=tuple(in_time[1:]),
        lengthened=lengthened,
        nominal=nominal,
        due=_rolled(rule, calendar, nominal),
    )


def _first_period(rule: Rule, calendar: Calendar, start: date) -> date:
    if rule.unit == "months":
        return add_months(start, rule.count)
    if rule.unit == "days":
        return add_days(start, rule.count)
    return add_working_days(start, rule.count, calendar)


def _rolled(rule: Rule, calendar: Calendar, on: date) -> date:
    return on if rule.roll is None or calendar.code == NONE else roll(on, calendar)


def _left_out(rule: Rule, waits: Sequence[Wait], start: date) -> int:
    """How many distinct days do not count. Days up to the start are outside the period anyway."""
    spans = []
    for wait in waits:
        if wait.effect == "left-out" and wait.answered:
            # UK GDPR Art 12A(5)(b): "beginning with the day" of asking. EU: from the day after.
            both_ends = wait.about == "clarification" and rule.pause and rule.pause.both_ends
            after = wait.asked - _DAY if both_ends else wait.asked
            spans.append((max(after, start), wait.answered))
    days, reached = 0, start
    for after, until in sorted(spans):
        after = max(after, reached)
        if until > after:
            days += (until - after).days
            reached = until
    return days


def _lengthen(rule: Rule, start: date, first: date, event: Event) -> tuple[date, bool]:
    """The end of an extended period, never beyond the law's most, and whether that cut it short."""
    assert rule.extension is not None  # noqa: S101 - only called with one
    most, unit = rule.extension.count, event.unit or rule.extension.unit
    by = event.by or most
    if by is None:
        raise ImpossibleEvents(
            f"The law of {rule.id} names no length for an extension; say by how many days."
        )
    asked = _end(rule, start, first, by, unit)
    limit = asked if most is None else _end(rule, start, first, most, rule.extension.unit)
    return min(asked, limit), asked > limit


def _end(rule: Rule, start: date, first: date, by: int, unit: str) -> date:
    if unit == "days":
        return add_days(first, by)
    # Three months from the start, never two from the one-month date.
    return add_months(start, rule.count + by) if rule.unit == "months" else add_months(first, by)
