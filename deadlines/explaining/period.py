"""The steps for the period itself, for its extension, and for confirming receipt."""

from collections.abc import Iterator
from datetime import date

from .. import words
from ..counting import Count, Total
from ..events import Event
from ..holidays import Calendar, calendar_of
from ..leading import acknowledge_by
from ..rules import Cite, Rule, rule_of
from .step import Step

_Named = tuple[tuple[date, str], ...]


def period(rule: Rule, calendar: Calendar, total: Total) -> Step:
    """From the start to the end of the first period."""
    start, first, cite = total.start, total.first, rule.period
    days = (first - start).days
    if rule.unit == "working days":
        skipped = tuple(calendar.between(start, first))
        return Step(
            "period", first, days, rule.id, cite, cite.certainty, _working_days,
            (rule.count, rule.unit, skipped, first), tuple(name for _, name in skipped), first,
        )  # fmt: skip
    say = _last_day if rule.unit == "months" and first.day != start.day else _same_day
    facts = (rule.count, rule.unit, start, first)
    return Step("period", first, days, rule.id, cite, cite.certainty, say, facts)


def _same_day(count: int, unit: str, start: date, first: date) -> str:
    length = words.amount(count, unit)
    return f"{length[0].upper()}{length[1:]} after {words.short(start)} is {words.long(first)}."


def _last_day(count: int, unit: str, start: date, first: date) -> str:
    length = words.amount(count, unit)
    return (
        f"{words.month(first)} has no day {start.day}, so {length} ends on its last day, "
        f"{words.long(first)}."
    )


def _working_days(count: int, unit: str, skipped: _Named, until: date) -> str:
    holidays = [words.holiday(day, name) for day, name in skipped] or ["holidays"]
    return (
        f"Leaving out {words.listed(['Saturdays', 'Sundays', *holidays])}, the "
        f"{words.amount(count, unit)} end on {words.long(until)}; which days are working days is "
        f"our reading, and the earlier date is used."
    )


def acknowledgement(rule: Rule, received: date) -> Step:
    """By when receipt is to be confirmed, where that is another day than the answer's."""
    other, until = rule_of(rule.acknowledge), acknowledge_by(rule, received)
    skipped = tuple(calendar_of("US").between(received, until))
    return Step(
        "acknowledge", until, None, other.id, other.period, other.period.certainty, _confirmed,
        (other.count, other.unit, skipped, until), tuple(name for _, name in skipped), until,
    )  # fmt: skip


def _confirmed(count: int, unit: str, skipped: _Named, until: date) -> str:
    text = _working_days(count, unit, skipped, until)
    return f"That the request came is to be confirmed within {words.amount(count, unit)}. {text}"


def extensions(rule: Rule, counted: Count) -> Iterator[Step]:
    """Each notice that we need longer, and what it does."""
    extension, total = rule.extension, counted.total
    if extension is None:
        cite = rule.period
        for event in counted.extensions:
            yield _no_effect(rule, "no-extension", event, "this rule allows no extension", cite)
        return
    if total.extension and counted.state == "starts-later":
        event, cite = total.extension, extension.cite
        facts = (event.on, length(rule, total))
        yield Step("extended", None, None, rule.id, cite, cite.certainty, _longer_then, facts)
    elif total.extension:
        yield _extended(rule, extension.cite, total, total.extension)
    for event in total.late:
        why = f"the last day for that was {words.long(total.notice_by)}"
        yield _no_effect(rule, "late-extension", event, why, extension.cite)
    for event in total.again:
        why = "the time can be extended only once"
        yield _no_effect(rule, "second-extension", event, why, extension.cite)


def _no_effect(rule: Rule, what: str, event: Event, why: str, cite: Cite) -> Step:
    return Step(what, event.on, None, rule.id, cite, cite.certainty, _said_in_vain, (event.on, why))


def _said_in_vain(on: date, why: str) -> str:
    return f"{_said(on)}; {why}, so it has no effect."


def _said(on: date) -> str:
    return f"We said on {words.long(on)} that we need longer"


def _extended(rule: Rule, cite: Cite, total: Total, event: Event) -> Step:
    months = 0
    if rule.unit == "months" and event.unit != "days" and rule.extension:
        months = (rule.count or 0) + (event.by or rule.extension.count or 0)
    # Reg 1182/71 Art 3(4) taken to cover the notice too
    reading = event.on > total.notice_limit
    return Step(
        "extended",
        total.lengthened,
        (total.lengthened - total.first).days,
        rule.id,
        cite,
        "reading" if reading else cite.certainty,
        _longer,
        (event.on, total.lengthened, total.capped, months, total.notice_by if reading else None),
        safe_on=total.notice_by if reading else None,
    )


def length(rule: Rule, total: Total) -> str:
    """How long the period is, with an extension of it, while no day of it is known."""
    count, extension, event = rule.count or 0, rule.extension, total.extension
    if extension is None or event is None:
        return words.amount(count, rule.unit)
    by, unit = event.by or extension.count or 0, event.unit or extension.unit
    if total.capped:
        by, unit = extension.count or 0, extension.unit
    if unit == rule.unit:
        return words.amount(count + by, unit)
    return f"{words.amount(count, rule.unit)} and {words.amount(by, unit)}"


def _longer_then(told: date, amount: str) -> str:
    return f"{_said(told)}, so the time will be {amount} once it starts."


def _longer(told: date, until: date, capped: bool, months: int, safe: date | None) -> str:
    text = f"{_said(told)}, so the time ends on {words.long(until)}"
    if capped:
        text += ", the most that the law allows"
    elif months:
        text += f", {words.amount(months, 'months')} after the start"
    if safe:
        text += "; that a notice on the next working day is in time is our reading, and whoever "
        text += f"reads otherwise keeps {words.long(safe)}"
    return f"{text}."
