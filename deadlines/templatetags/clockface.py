"""`{% clock %}` and `{% clock_row %}`: a clock as a sentence, a bar, a legend and its working."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template

from .. import drawing, telling, words
from ..calendar import working_days_between
from ..counting import Count, Facts, count
from ..drawing import Drawing, Pause
from ..holiday_names import holiday_name
from ..holidays import calendar_of
from ..models import Clock
from ..operations import working_told
from ..rules import rule_of
from ..speaking import gettext
from ..speaking import gettext_noop as N_
from ..working import Working

register = template.Library()

CERTAINTIES = {
    "record": N_("record"),
    "statute": N_("the law says so"),
    "official-example": N_("after an official example"),
    "guidance": N_("guidance of the authority"),
    "reading": N_("our reading"),
    "policy": N_("our promise"),
}


@dataclass(frozen=True)
class Face:
    """What there is to say about a clock on a day. Days left are negative once it is late."""

    clock: Clock
    working: Working
    today: date
    drawing: Drawing
    pauses: tuple[Pause, ...]
    limit_on: date | None
    days_left: int | None
    working_days_left: int | None

    @property
    def late_days(self) -> int:
        return max(0, -(self.days_left or 0))

    @property
    def tone(self) -> str:
        """Red for late, amber for three days or fewer, violet for a pause, else nothing."""
        if self.clock.stopped_on:
            return ""
        if self.days_left is None:
            return "pause"
        return "danger" if self.days_left < 0 else "warn" if self.days_left <= 3 else ""

    @property
    def promise_differs(self) -> bool:
        return self.working.promise_on not in (None, self.working.statutory_on)


@register.filter
def face(clock: Clock, today: date) -> Face:
    """The clock as it stands today, ready to be drawn."""
    events = [event.as_event() for event in clock.events.all()]
    calendar = calendar_of(clock.calendar, clock.calendar_overrides)
    facts = Facts(rule_of(clock.rule), calendar, clock.received_on, clock.request)
    counted = count(facts, events)
    pauses = tuple(_pauses(counted))
    limit_on = counted.total.notice_by if clock.extended else None
    left = None
    if clock.due_on and not clock.stopped_on:
        left = (clock.due_on - today).days
    shown = drawing.Facts(
        received_on=clock.received_on,
        today=today,
        started_on=clock.started_on,
        due_on=clock.due_on,
        pauses=pauses,
        limit_on=limit_on,
        promise_on=clock.promise_on if clock.due_on else None,
        stopped_on=clock.stopped_on,
    )
    return Face(
        clock=clock,
        working=working_told(clock, today=today),
        today=today,
        drawing=drawing.draw(shown),
        pauses=pauses,
        limit_on=limit_on,
        days_left=left,
        working_days_left=(
            working_days_between(today, clock.due_on, calendar)
            if clock.due_on and left is not None and left > 0
            else None
        ),
    )


@register.inclusion_tag("_clock.html", name="clock")
def clock_tag(clock: Clock, today: date, opened: bool = False) -> dict[str, Any]:
    """The whole of it. `opened` shows the working unfolded, as paper needs it."""
    return {"face": face(clock, today), "opened": opened}


@register.inclusion_tag("_clock_row.html")
def clock_row(clock: Clock, today: date) -> dict[str, Any]:
    """The bar alone, small, to stand beside words in a list."""
    return {"face": face(clock, today)}


@register.inclusion_tag("_why.html")
def why(working: Working) -> dict[str, Any]:
    """A working as one sentence, and its steps as a table."""
    rows = telling.table(working)
    return {"working": working, "steps": rows, "sentence": telling.sentence(working)}


@register.filter
def certainty_words(code: str) -> str:
    """How sure a step is: settled by the law itself, or by something less."""
    return gettext(CERTAINTIES.get(code, code))


@register.filter
def day(on: date | None) -> str:
    """“Monday 30 November 2026” in the language in force; empty for no date."""
    return words.long(on) if on else ""


@register.filter
def brief_day(on: date | None) -> str:
    """“Mon 30 Nov 2026”, for a table."""
    return words.brief(on) if on else ""


@register.filter
def days_off(working: Working) -> str:
    """The holidays that moved the date, each with its name; empty if there are none."""
    holidays = working.holidays_skipped
    return ", ".join(f"{words.brief(on)} ({holiday_name(name)})" for on, name in holidays)


@register.filter
def list_version(working: Working) -> str:
    """Which list of holidays was counted by."""
    return telling.list_version(working)


def _pauses(counted: Count) -> list[Pause]:
    left_out = [wait for wait in counted.waits if wait.effect == "left-out"]
    return [Pause(wait.asked, wait.answered) for wait in left_out]
