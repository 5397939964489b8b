"""The steps for the period itself and for its extension."""

from collections.abc import Iterator
from datetime import date

from .. import words
from ..calendar import add_days
from ..counting import Count, Total
from ..events import Event
from ..holidays import Calendar
from ..rules import Extension, Rule
from .step import Step, make


def period(rule: Rule, calendar: Calendar, total: Total) -> Step:
    """From the start to the end of the first period."""
    length = words.amount(rule.count, rule.unit)
    names: tuple[str, ...] = ()
    if rule.unit == "working days":
        skipped = list(calendar.between(total.start, total.first))
        names = tuple(name for _, name in skipped)
        text = _working_days(length, skipped, total.first)
    elif rule.unit == "months" and total.first.day != total.start.day:
        text = f"{words.month(total.first)} has no day {total.start.day}, so {length} ends on its "
        text += f"last day, {words.long(total.first)}."
    else:
        text = f"{length[0].upper()}{length[1:]} after {words.short(total.start)} is "
        text += f"{words.long(total.first)}."
    return make(
        rule,
        "period",
        total.first,
        text,
        rule.period,
        days=(total.first - total.start).days,
        names=names,
    )


def _working_days(length: str, skipped: list[tuple[date, str]], until: date) -> str:
    holidays = [words.holiday(day, name) for day, name in skipped] or ["holidays"]
    return (
        f"Leaving out {words.listed(['Saturdays', 'Sundays', *holidays])}, the {length} end on "
        f"{words.long(until)}; which days are working days is our reading, and the earlier date "
        f"is used."
    )


def extensions(rule: Rule, counted: Count) -> Iterator[Step]:
    """Each notice that we need longer, and what it does."""
    if rule.extension is None:
        for event in counted.extensions:
            text = f"{_told(event)}; this rule allows no extension, so nothing changes."
            yield make(rule, "no-extension", event.on, text, rule.period)
        return
    total, cite = counted.total, rule.extension.cite
    if total.extension:
        yield _extended(rule, rule.extension, total, total.extension)
    for event in total.late:
        text = f"{_told(event)}; the last day for that was {words.long(total.notice_by)}, so it "
        yield make(rule, "late-extension", event.on, f"{text}has no effect.", cite)
    for event in total.again:
        text = f"{_told(event)}; the time can be extended only once, so it has no effect."
        yield make(rule, "second-extension", event.on, text, cite)


def _told(event: Event) -> str:
    return f"We said on {words.long(event.on)} that we need longer"


def _extended(rule: Rule, extension: Extension, total: Total, event: Event) -> Step:
    text = f"{_told(event)}, so the time ends on {words.long(total.lengthened)}"
    if total.capped:
        text += ", the most that the law allows"
    elif rule.unit == "months" and event.unit != "days":
        length = words.amount(rule.count + (event.by or extension.count or 0), "months")
        text += f", {length} after the start"
    # Reg 1182/71 Art 3(4) taken to cover the notice too
    reading = event.on > add_days(total.first, total.excluded)
    if reading:
        text += "; that a notice on the next working day is in time is our reading"
    return make(
        rule,
        "extended",
        total.lengthened,
        f"{text}.",
        extension.cite,
        days=(total.lengthened - total.first).days,
        certainty="reading" if reading else "",
    )
