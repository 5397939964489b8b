"""A due date with its working: the one function that everything else asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from . import explaining, leading, words
from .counting import Count, Facts, Total, count
from .events import Event, check_date
from .explaining import Step
from .holidays import Calendar, Overrides, calendar_of
from .promise import Promise
from .rules import Rule, UnknownRule, rule_of
from .speaking import speaking

__all__ = ["Event", "Promise", "Step", "Working", "compute"]


class Working(NamedTuple):
    rule: str
    calendar: str
    received_on: date
    request: str
    state: str  # running, starts-later, paused or open-ended
    started_on: date | None
    excluded_days: int
    extended: bool
    late_extension: bool
    nominal: date | None
    statutory_on: date | None
    promise_on: date | None
    # The earlier of the two, or the law's once it was extended; None while something is awaited.
    due_on: date | None
    notice_by: date | None  # the last day to tell the person of an extension
    refuse_by: date | None
    days_left_if_paused: int | None
    if_answered_today: date | None
    holidays_skipped: tuple[tuple[date, str], ...]
    holidays_version: str
    certainty: str
    steps: tuple[Step, ...]
    # Our own aim before the due date. No law knows it: it is in no step and no letter.
    target_on: date | None = None
    # The last day to say that the request came, where that is another day than the answer's.
    acknowledge_by: date | None = None
    # The due date if every reading that made it later went against us.
    safe_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """In English, whatever language is in force."""
        data = self._asdict()
        for name in _DATES:
            data[name] = data[name] and data[name].isoformat()
        with speaking("en"):
            data["steps"] = [step.to_json() for step in self.steps]
        data["holidays_skipped"] = [
            {"on": day.isoformat(), "name": name} for day, name in self.holidays_skipped
        ]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Working":
        """Also of a working stored before some of its fields were known."""
        values = dict(data)
        for name in _DATES:
            stored = data.get(name)
            values[name] = date.fromisoformat(stored) if stored else None
        values["holidays_skipped"] = tuple(
            (date.fromisoformat(day["on"]), day["name"]) for day in data["holidays_skipped"]
        )
        values["steps"] = tuple(Step.from_json(step) for step in data["steps"])
        return cls(**values)


_DATES = (
    *("received_on", "started_on", "nominal", "statutory_on", "promise_on", "due_on"),
    *("notice_by", "refuse_by", "if_answered_today", "target_on", "acknowledge_by", "safe_on"),
)


def compute(
    *,
    rule: str,
    calendar: str,
    received: date,
    request: str = "access",
    events: Sequence[Event] = (),
    promise: Promise | None = None,
    today: date | None = None,
    overrides: Overrides | None = None,
    target_days: int | None = None,
) -> Working:
    """The due date and all that led to it. ClockError says in one sentence why there is none.

    What the law ignores (a late notice, a question it does not stop for) has no effect here and a
    step that says so; only facts that contradict one another are refused. `target_days` before the
    due date is our own aim, moved back to a working day.
    """
    law, days = rule_of(rule), calendar_of(calendar, overrides)
    check_date(received, "date of receipt,")
    _check_in_force(law, received)
    facts = Facts(law, days, received, request)
    counted, counting, certainty = (
        _worked_out(facts, events) if events else _undisturbed(rule, days, received)
    )
    steps = [*counting]
    sums, state = counted.total, counted.state
    running = state == "running"
    statutory = sums.due if running else None
    promise_on = promise.date_from(received) if promise else None
    due = leading.leading(facts, counted, promise_on)
    target = leading.target(due, target_days, received, days) if target_days is not None else None
    safe = leading.safe(facts, events, counted, promise_on) if counted.disputed else due
    answered = None
    if today and state in ("paused", "starts-later"):
        answered = leading.if_answered(facts, counted, promise_on, today)

    if answered and today:
        steps.append(explaining.answered_today(law, steps[-1].cite, today, answered))
    if counted.notes:
        steps += explaining.notes(law, counted.notes)
    if promise and promise_on:
        steps.append(explaining.promised(promise, promise_on, statutory, counted, received))
        certainty = "policy" if due == promise_on != statutory else certainty
    if due:
        steps.append(explaining.due(law, due, certainty, safe))
    notice_by = sums.notice_by if running and law.extension else None
    return Working(
        rule=rule,
        calendar=calendar,
        received_on=received,
        request=request,
        state=state,
        started_on=None if state == "starts-later" else sums.start,
        excluded_days=sums.excluded,
        extended=sums.extension is not None,
        late_extension=bool(sums.late),
        nominal=sums.nominal if running else None,
        statutory_on=statutory,
        promise_on=promise_on,
        due_on=due,
        notice_by=notice_by,
        refuse_by=notice_by if law.refuse_within_first_period else statutory,
        days_left_if_paused=counted.days_left if state == "paused" else None,
        if_answered_today=answered,
        holidays_skipped=_skipped(law, days, sums) if running else (),
        holidays_version=days.version,
        certainty=certainty,
        steps=tuple(steps),
        target_on=target,
        acknowledge_by=leading.acknowledge_by(law, received) if law.acknowledge else None,
        safe_on=safe,
    )


def _worked_out(facts: Facts, events: Sequence[Event]) -> tuple[Count, Sequence[Step], str]:
    """The sum, its steps, and the certainty of the weakest of them."""
    counted = count(facts, events)
    steps = explaining.explain(facts.rule, facts.calendar, facts.received, counted)
    return counted, steps, explaining.weakest(steps)


@lru_cache(maxsize=4096)
def _undisturbed(
    rule: str, calendar: Calendar, received: date
) -> tuple[Count, Sequence[Step], str]:
    """The same while nothing has happened: all requests that came on one day share one sum."""
    return _worked_out(Facts(rule_of(rule), calendar, received, ""), ())


def _check_in_force(law: Rule, received: date) -> None:
    before = law.received_from and received < law.received_from
    if before or (law.received_until and received > law.received_until):
        since = f" from {words.long(law.received_from)}" if law.received_from else ""
        until = f" until {words.long(law.received_until)}" if law.received_until else ""
        raise UnknownRule(
            f"The rule {law.id} is for requests received{since}{until}, "
            f"not for one received on {words.long(received)}."
        )


def _skipped(law: Rule, days: Calendar, sums: Total) -> tuple[tuple[date, str], ...]:
    """The holidays that moved the law's date."""
    if law.unit == "working days":
        return tuple(days.between(sums.start, sums.due))
    if law.roll is None:
        return ()
    return days.rolled(sums.nominal).holidays
