"""The sum without the words: from receipt and events to dates."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from .calendar import add_months, add_working_days
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
from .holidays import Calendar
from .rules import Rule

_DAY = timedelta(days=1)


class Total(NamedTuple):
    """Every date of a period in which nothing is awaited."""

    start: date
    excluded: int
    first: date  # the first period's end as the law counts it, nothing added
    notice_by: date  # the first period with the days left out in it, and rolled
    notice_limit: date  # the same by who reads that no weekend moves it
    extension: Event | None
    capped: bool  # the notice named more than the law allows
    late: tuple[Event, ...]
    again: tuple[Event, ...]
    lengthened: date  # the end after an extension; `first` if there is none
    nominal: date
    due: date
    disputed: bool  # a reading of ours made one of these dates later


class Count(NamedTuple):
    """A period with everything that happened to it. Something awaited: `total` supposes it came
    on `as_of`, the day of the last thing that is known."""

    waits: Sequence[Wait]
    extensions: Sequence[Event]
    state: str
    as_of: date
    total: Total
    disputed: bool  # a reading of ours may have made it longer
    notes: Sequence[Event]

    @property
    def days_left(self) -> int:
        """How many days remain once the answer is here; none if asked on a day rolled to."""
        return max(0, (self.total.nominal - self.as_of).days)


class Facts(NamedTuple):
    """What a period is counted from. `strict`: a notice on a day that a weekend moved the limit to
    is late, which is the other reading."""

    rule: Rule
    calendar: Calendar
    received: date
    request: str
    strict: bool = False


def count(facts: Facts, events: Sequence[Event]) -> Count:
    """Count the period; ImpossibleEvents if the events contradict one another."""
    ordered, notes = in_order(events, facts.received) if events else ((), ())
    state = "running" if facts.rule.count else "open-ended"
    if not ordered:
        sums = total(facts, (), ())
        return Count((), (), state, facts.received, sums, sums.disputed, notes)
    waits, extensions, disputed = _happened(facts, ordered)
    as_of = ordered[-1].on
    sums = total(facts, closed_on(waits, as_of), extensions)
    disputed = disputed or sums.disputed
    return Count(waits, extensions, _state(waits) or state, as_of, sums, disputed, notes)


def _happened(
    facts: Facts, ordered: Sequence[Event]
) -> tuple[Sequence[Wait], Sequence[Event], bool]:
    """The waits with their effects, the extensions, and whether a reading of ours made one of the
    questions come in time."""
    waits, extensions, disputed = Waits(), list[Event](), False
    for place, event in enumerate(ordered):
        if event.kind == EXTEND:
            extensions.append(event)
        elif event.kind in QUESTIONS:
            effect: Effect = "waived"
            # What was asked for without need is ignored from its first day, not from the last:
            # nothing that came in between may count as in time because of it.
            if not is_taken_back(event, ordered[place + 1 :]):
                effect = effect_of(facts.rule, facts.request, QUESTIONS[event.kind])
                limit = _limit(facts, waits.all, extensions, event.on)
                if limit and effect != "nothing":
                    effect = "too-late" if event.on > limit.due else effect
                    disputed = disputed or limit.disputed
            waits.ask(event, effect)
        elif event.kind in WAIVERS:
            waits.waive(event)
        else:
            waits.answer(event)
    return waits.all, extensions, disputed


def _state(waits: Sequence[Wait]) -> str:
    """What the period waits for; empty if for nothing."""
    state = ""
    for wait in waits:
        if wait.answered is None and wait.effect == "later":
            return "starts-later"
        if wait.answered is None and wait.effect == "left-out":
            state = "paused"
    return state


def _limit(
    facts: Facts, waits: Sequence[Wait], extensions: Sequence[Event], on: date
) -> Total | None:
    """What a question of that day must keep, since one asked later revives nothing; None if it
    cannot be late."""
    if (on - facts.received).days <= 28 or _state(waits):  # no month is shorter
        return None
    return total(facts, closed_on(waits, on), extensions)


def total(facts: Facts, waits: Sequence[Wait], extensions: Sequence[Event]) -> Total:
    """Count a period whose every question is answered."""
    rule, calendar, received = facts.rule, facts.calendar, facts.received
    start, excluded = received, 0
    if waits:
        # UK GDPR Art 12A(2): the latest of receipt, identity information and fee
        for wait in waits:
            if wait.effect == "later" and wait.answered and wait.answered > start:
                start = wait.answered
        excluded = _left_out(rule, waits, start)
    first = _first_period(rule, calendar, start)
    unmoved = _ending(facts, first, excluded, waits) if waits else first
    notice = calendar.rolled(unmoved) if rule.roll else None
    notice_by = notice.due if notice else unmoved
    disputed = notice is not None and notice.safe != notice.due
    if not extensions or not rule.extension:
        return Total(
            start, excluded, first, notice_by, unmoved, None, False, (), (), first, unmoved,
            notice_by, disputed,
        )  # fmt: skip
    notice_limit = unmoved
    if waits:
        notice_by = _notice_limit(facts, waits, start, first, rolls=True)
        notice_limit = _notice_limit(facts, waits, start, first, rolls=False)
    last = notice_limit if facts.strict else notice_by
    in_time = [event for event in extensions if event.on <= last]
    lengthened, capped = _lengthen(rule, start, first, in_time[0]) if in_time else (first, False)
    nominal = _ending(facts, lengthened, excluded, waits)
    rolled = calendar.rolled(nominal)
    return Total(
        start=start,
        excluded=excluded,
        first=first,
        notice_by=notice_by,
        notice_limit=notice_limit,
        extension=in_time[0] if in_time else None,
        capped=capped,
        late=tuple(event for event in extensions if event.on > last),
        again=tuple(in_time[1:]),
        lengthened=lengthened,
        nominal=nominal,
        due=rolled.due if rule.roll else nominal,
        disputed=disputed
        or (rule.roll is not None and rolled.safe != rolled.due)
        or any(event.on > notice_limit for event in in_time),
    )


def _ending(facts: Facts, end: date, excluded: int, waits: Sequence[Wait]) -> date:
    """`end` with the days left out added; or, had that passed before the last answer came, the day
    of that answer.

    Only a question asked on a day that the date was moved to comes to that. The period ends with
    the last hour of that day (Reg 1182/71 Art 3(4)), so some of it was left; a day that does not
    count towards a period cannot be the one it runs out on. How much was left no text says: the day
    of the answer is the earliest on which it can end.
    """
    on = end + timedelta(days=excluded)
    answered = max((w.answered for w in waits if w.effect == "left-out" and w.answered), default=on)
    moved = facts.calendar.rolled(on).due if facts.rule.roll and answered > on else on
    return answered if answered > moved else on


def _first_period(rule: Rule, calendar: Calendar, start: date) -> date:
    if rule.count is None:  # no limit: nobody reads it as one, and the sum goes no further
        return start
    if rule.unit == "months":
        return add_months(start, rule.count)
    if rule.unit == "days":
        return start + timedelta(days=rule.count)
    return add_working_days(start, rule.count, calendar)


def _notice_limit(
    facts: Facts, waits: Sequence[Wait], start: date, first: date, *, rolls: bool
) -> date:
    """The last day for a notice. A question asked once that day was over leaves nothing out of the
    first period, though it does of the extended one."""
    within = list[Wait]()

    def ending() -> date:
        on = _ending(facts, first, _left_out(facts.rule, within, start), within)
        return facts.calendar.rolled(on).due if rolls and facts.rule.roll else on

    limit = ending()
    for wait in sorted(waits, key=lambda wait: wait.asked):
        if wait.asked > limit:
            break
        within.append(wait)
        limit = ending()
    return limit


def _left_out(rule: Rule, waits: Sequence[Wait], start: date) -> int:
    """How many distinct days do not count. Days up to the start are outside the period anyway."""
    spans = []
    for wait in waits:
        if wait.effect == "left-out" and wait.answered:
            # UK GDPR Art 12A(5)(b): "beginning with the day" of asking. EU: from the day after.
            both_ends = wait.about == "clarification" and rule.pause and rule.pause.both_ends
            after = wait.asked - _DAY if both_ends else wait.asked
            spans.append((after, wait.answered))
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
        return first + timedelta(days=by)
    # Three months from the start, never two from the one-month date.
    months = (rule.count or 0) + by
    return add_months(start, months) if rule.unit == "months" else add_months(first, by)
