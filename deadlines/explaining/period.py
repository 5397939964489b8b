"""The steps for the period itself, for its extension, and for confirming receipt."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from .. import words
from ..counting import Count, Total
from ..events import Event
from ..holidays import Calendar, calendar_of
from ..leading import acknowledge_by
from ..rules import Cite, Rule, rule_of
from ..speaking import gettext as _
from ..speaking import gettext_noop as N_
from .step import Step

Lengths = tuple[tuple[int, str], ...]
_Named = tuple[tuple[date, str], ...]
_NOT_ALLOWED = N_(
    "We said on {day} that we need longer; this rule allows no extension, so it has no effect."
)
_TOO_LATE = N_(
    "We said on {day} that we need longer; the last day for that was {last}, so it has no effect."
)
_ONLY_ONCE = N_(
    "We said on {day} that we need longer; the time can be extended only once, so it has no effect."
)


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
    text = _("{length} after {start} is {day}.").format(
        length=words.amount(count, unit), start=words.short(start), day=words.long(first)
    )
    return words.sentence(text)


def _last_day(count: int, unit: str, start: date, first: date) -> str:
    text = _("{month} has no day {number}, so {length} ends on its last day, {day}.").format(
        month=words.month(first),
        number=start.day,
        length=words.amount(count, unit),
        day=words.long(first),
    )
    return words.sentence(text)


def _working_days(count: int, unit: str, skipped: _Named, until: date) -> str:
    holidays = [words.holiday(day, name) for day, name in skipped] or [_("holidays")]
    text = _(
        "Leaving out {days}, the {length} end on {day}; which days are working days is our "
        "reading, and the earlier date is used."
    )
    return text.format(
        days=words.listed([_("Saturdays"), _("Sundays"), *holidays]),
        length=words.amount(count, unit),
        day=words.long(until),
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
    text = _("That the request came is to be confirmed within {length}.")
    text = text.format(length=words.amount(count, unit))
    return f"{text} {_working_days(count, unit, skipped, until)}"


def extensions(rule: Rule, counted: Count) -> Iterator[Step]:
    """Each notice that we need longer, and what it does."""
    extension, total = rule.extension, counted.total
    if extension is None:
        cite = rule.period
        for event in counted.extensions:
            yield _no_effect(rule, "no-extension", event, (_NOT_ALLOWED, event.on), cite)
        return
    if total.extension and counted.state == "starts-later":
        event, cite = total.extension, extension.cite
        facts = (event.on, lengths(rule, total))
        yield Step("extended", None, None, rule.id, cite, cite.certainty, _longer_then, facts)
    elif total.extension:
        yield _extended(rule, extension.cite, total, total.extension)
    for event in total.late:
        said = (_TOO_LATE, event.on, total.notice_by)
        yield _no_effect(rule, "late-extension", event, said, extension.cite)
    for event in total.again:
        said_again = (_ONLY_ONCE, event.on)
        yield _no_effect(rule, "second-extension", event, said_again, extension.cite)


def _no_effect(rule: Rule, what: str, event: Event, said: tuple[Any, ...], cite: Cite) -> Step:
    return Step(what, event.on, None, rule.id, cite, cite.certainty, _said_in_vain, said)


def _said_in_vain(text: str, on: date, last: date | None = None) -> str:
    return _(text).format(day=words.long(on), last=words.long(last) if last else "")


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


def lengths(rule: Rule, total: Total) -> Lengths:
    """How long the period is, with an extension of it, while no day of it is known."""
    count, extension, event = rule.count or 0, rule.extension, total.extension
    if extension is None or event is None:
        return ((count, rule.unit),)
    by, unit = event.by or extension.count or 0, event.unit or extension.unit
    if total.capped:
        by, unit = extension.count or 0, extension.unit
    if unit == rule.unit:
        return ((count + by, unit),)
    return ((count, rule.unit), (by, unit))


def _longer_then(told: date, lengths: Lengths) -> str:
    text = _("We said on {told} that we need longer, so the time will be {length} once it starts.")
    return text.format(told=words.long(told), length=words.amounts(lengths))


def _longer(told: date, until: date, capped: bool, months: int, safe: date | None) -> str:
    plain, disputed = _LONGER[capped, bool(months) and not capped]
    return _(disputed if safe else plain).format(
        told=words.long(told),
        until=words.long(until),
        length=words.amount(months, "months"),
        safe=words.long(safe) if safe else "",
    )


# Whether the law cut the notice short; else, whether the whole is a number of months. Then as it
# is, and as it is where the notice came on a day that not everybody takes for the last one.
_LONGER = {
    (True, False): (
        N_(
            "We said on {told} that we need longer, so the time ends on {until}, the most that "
            "the law allows."
        ),
        N_(
            "We said on {told} that we need longer, so the time ends on {until}, the most that "
            "the law allows; that a notice on the next working day is in time is our reading, and "
            "whoever reads otherwise keeps {safe}."
        ),
    ),
    (False, True): (
        N_(
            "We said on {told} that we need longer, so the time ends on {until}, {length} after "
            "the start."
        ),
        N_(
            "We said on {told} that we need longer, so the time ends on {until}, {length} after "
            "the start; that a notice on the next working day is in time is our reading, and "
            "whoever reads otherwise keeps {safe}."
        ),
    ),
    (False, False): (
        N_("We said on {told} that we need longer, so the time ends on {until}."),
        N_(
            "We said on {told} that we need longer, so the time ends on {until}; that a notice on "
            "the next working day is in time is our reading, and whoever reads otherwise keeps "
            "{safe}."
        ),
    ),
}
