"""A due date with its working: the one function that everything else asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from . import words
from .calendar import add_days, add_months, roll_back
from .counting import Count, count, total
from .events import Event, ImpossibleEvents, check_date, closed_on, notes_in_order
from .explaining import Step, explain, notes, weakest
from .explaining.rolling import days_passed
from .holidays import NONE, VERSION, Calendar, Overrides, calendar_of
from .rules import Rule, UnknownRule, rule_of

__all__ = ["Event", "Promise", "Step", "Working", "compute"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What the company's own policy promises: so long from receipt, weekend or not."""

    count: int
    unit: str  # days or months
    source: str

    def date_from(self, received: date) -> date:
        if self.unit not in ("days", "months") or not 1 <= self.count <= 366:
            raise ImpossibleEvents(
                f"A promise of {self.count} {self.unit} cannot be counted; "
                f"give 1 to 366 days or months."
            )
        return (add_months if self.unit == "months" else add_days)(received, self.count)


@dataclass(frozen=True, slots=True)
class Working:
    rule: str
    calendar: str
    received_on: date
    request: str
    state: str  # running, starts-later or paused
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
    acknowledge_by: date | None = None  # the last day to say that the request came
    # The due date if every reading that made it later went against us.
    safe_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        data = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        data["steps"] = [_step_json(step) for step in self.steps]
        data["holidays_skipped"] = [
            {"on": day.isoformat(), "name": name} for day, name in self.holidays_skipped
        ]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Working":
        values: dict[str, Any] = {
            name: _date(value) if name in _DATES else value for name, value in data.items()
        }
        values["holidays_skipped"] = tuple(
            (date.fromisoformat(day["on"]), day["name"]) for day in data["holidays_skipped"]
        )
        values["steps"] = tuple(
            Step(
                **{
                    **step,
                    "on": _date(step["on"]),
                    "names": tuple(step["names"]),
                    "safe_on": _date(step.get("safe_on")),
                }
            )
            for step in data["steps"]
        )
        return cls(**values)


_DATES = (
    *("received_on", "started_on", "nominal", "statutory_on", "promise_on", "due_on"),
    *("notice_by", "refuse_by", "if_answered_today", "target_on", "acknowledge_by", "safe_on"),
)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _step_json(step: Step) -> dict[str, Any]:
    data = {field.name: _plain(getattr(step, field.name)) for field in fields(step)}
    return {**data, "names": list(step.names)}


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

    `target_days` before the due date is our own aim, moved back to a working day.

    What the law ignores (a late notice, a question it does not stop for) has no effect here and a
    step that says so; only facts that contradict one another are refused.
    """
    law, days = rule_of(rule), calendar_of(calendar, overrides)
    check_date(received, "date of receipt,")
    _check_in_force(law, received)
    counted = count(law, days, received, request, events)
    steps = explain(law, days, received, counted)
    steps += notes(law, notes_in_order(events))
    promise_on = promise.date_from(received) if promise else None
    sums = counted.total
    running = counted.state == "running"
    statutory = sums.due if running else None
    # Who was told in time that more time is needed was told the law's new date: it leads.
    leads = None if sums.extension else promise_on
    due = _earlier(statutory, leads) if statutory else None
    if promise and promise_on:
        last = max((w.answered for w in counted.waits if w.answered and w.moves), default=received)
        late = promise_on < last
        steps.append(_promise_step(promise, promise_on, statutory, ended=leads is None, late=late))
    certainty = weakest([s for s in steps if s.what != "promise" or due == s.on != statutory])
    if due:
        text = f"The answer is due by {words.long(due)}."
        steps.append(
            Step("due", due, None, text, law.period.article, law.period.source, certainty, (), rule)
        )
    notice_by = sums.notice_by if running and law.extension else None
    return Working(
        rule=rule,
        calendar=calendar,
        received_on=received,
        request=request,
        state=counted.state,
        started_on=None if counted.state == "starts-later" else sums.start,
        excluded_days=sums.excluded,
        extended=sums.extension is not None,
        late_extension=bool(sums.late),
        nominal=sums.nominal if running else None,
        statutory_on=statutory,
        promise_on=promise_on,
        due_on=due,
        notice_by=notice_by,
        refuse_by=notice_by if law.refuse_within_first_period else statutory,
        days_left_if_paused=counted.days_left if counted.state == "paused" else None,
        if_answered_today=(
            _if_answered(law, days, received, counted, leads, today)
            if today and not running
            else None
        ),
        holidays_skipped=_skipped(law, days, counted) if running else (),
        holidays_version=VERSION,
        certainty=certainty,
        steps=tuple(steps),
        target_on=_target(due, target_days, received, days),
        safe_on=due,
    )


def _target(due: date | None, before: int | None, received: date, days: Calendar) -> date | None:
    if before is not None and not 0 <= before <= 366:
        raise ImpossibleEvents(
            f"A target of {before} days before the due date is not possible; give 0 to 366."
        )
    if not due or not before:
        return None
    return max(received, roll_back(add_days(due, -before), days))


def _check_in_force(law: Rule, received: date) -> None:
    before = law.received_from and received < law.received_from
    if before or (law.received_until and received > law.received_until):
        since = f"from {words.long(law.received_from)}" if law.received_from else ""
        until = f" until {words.long(law.received_until)}" if law.received_until else ""
        raise UnknownRule(
            f"The rule {law.id} is for requests received {since}{until}, "
            f"not for one received on {words.long(received)}."
        )


def _earlier(statutory: date, promised: date | None) -> date:
    return min(statutory, promised) if promised else statutory


def _promise_step(
    promise: Promise, on: date, statutory: date | None, *, ended: bool, late: bool
) -> Step:
    """`late`: the promised day was over before all that was asked for had come."""
    length = words.amount(promise.count, promise.unit)
    text = f"The privacy policy promises an answer within {length} of receipt, by {words.long(on)}"
    if ended:
        text += "; the notice that more time is needed took its place"
    elif statutory is None:
        text += ", and no question of ours moves that day"
    elif on < statutory and late:
        text += f"; that is earlier than the law's {words.long(statutory)} and stays the date to "
        text += "keep, though it had passed before all that we asked for had come"
    elif on < statutory:
        text += f"; that is earlier than the law's {words.long(statutory)}, so it is kept"
    else:
        text += ", which is not earlier than the law's date"
    return Step(
        "promise", on, None, f"{text}.", "the promise", promise.source, "policy", (), "promise"
    )


def _if_answered(
    law: Rule,
    days: Calendar,
    received: date,
    counted: Count,
    promised: date | None,
    today: date,
) -> date:
    answered = closed_on(counted.waits, max(today, counted.as_of))
    return _earlier(total(law, days, received, answered, counted.extensions).due, promised)


def _skipped(law: Rule, days: Calendar, counted: Count) -> tuple[tuple[date, str], ...]:
    sums = counted.total
    if law.unit == "working days":
        return tuple(days.between(sums.start, sums.due))
    if law.roll is None or days.code == NONE:
        return ()
    passed = days_passed(sums.nominal, sums.due)
    return tuple((day, name) for day in passed if (name := days.name_on(day)))
