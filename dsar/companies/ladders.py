"""What is wrong with a ladder, with the hours of an office and with its quiet days.

A mistake here would be found when nobody was told; so it is refused before it is in force.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from dsar.companies.ladder_words import LIMITS, PEOPLE, WAYS, distance, rung
from dsar.companies.rules import Escalating, Hours, Rules, Rung

MOST = 30
_LONGEST = 366
_SLOWEST = 200
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def faults(rules: Rules) -> list[str]:
    """A sentence for each thing that cannot be published as it is."""
    return [
        *_of_ladder(rules.ladder.value),
        *_of_escalating(rules.escalating.value),
        *_of_hours(rules.hours.value),
    ]


def _of_ladder(ladder: tuple[Rung, ...]) -> Iterator[str]:
    if not ladder:
        yield "The ladder has no step: nobody would be told of any date."
    if len(ladder) > MOST:
        yield f"The ladder has {len(ladder)} steps; {MOST} are the most."
    days = Counter((step.limit, step.days_before) for step in ladder)
    for (limit, days_before), count in days.items():
        if count > 1:
            yield (
                f"The ladder has {count} steps {distance(limit, days_before)}; "
                "put all who are told on one."
            )
    for step in ladder:
        yield from _of_step(step)


def _of_step(step: Rung) -> Iterator[str]:
    where = distance(step.limit, step.days_before)
    if step.limit not in LIMITS:
        yield f"No clock has a limit called “{step.limit}”. There are: {', '.join(LIMITS)}."
        return
    if not step.audience:
        yield f"Nobody is told {where}: choose at least one person, or leave the step out."
    for level in step.audience:
        if level not in PEOPLE:
            yield f"“{level}” is nobody who could be told {where}. There are: {', '.join(PEOPLE)}."
    if not step.channels:
        yield f"There is no way in which anybody is told {where}: choose at least one."
    for way in step.channels:
        if way not in WAYS:
            yield f"There is no way “{way}” of telling anybody. There are: {', '.join(WAYS)}."
    if abs(step.days_before) > _LONGEST:
        yield f"A step {where} is too far away; {_LONGEST} days are the most."
    if step.limit in ("waiting", "review") and step.days_before >= 0:
        yield f"Nothing can be told {where}, only some days after."
    if step.every and step.days_before >= 0:
        yield (
            f"The step {where} cannot come again every few days: only what is told after a date "
            "goes on until it is over."
        )
    if not 0 <= step.every <= _LONGEST:
        yield f"The step {rung(step)} cannot come again; give 0 for once, or 1 to {_LONGEST} days."


def _of_escalating(escalating: Escalating) -> Iterator[str]:
    for level in escalating.levels:
        if level not in PEOPLE:
            yield f"“{level}” is nobody who could be asked next. There are: {', '.join(PEOPLE)}."
    if escalating.answer_within < 0:
        yield "The working hours in which somebody must answer cannot be fewer than none."
    if escalating.answer_within > _SLOWEST:
        yield (
            f"{escalating.answer_within} working hours to answer are too many; "
            f"{_SLOWEST} are the most."
        )


def _of_hours(hours: Hours) -> Iterator[str]:
    opens, closes = _minutes(hours.opens), _minutes(hours.closes)
    if opens is None or closes is None:
        wrong = hours.opens if opens is None else hours.closes
        yield f"“{wrong}” is no time of day; write it as 08:00, or 24:00 for the end of the day."
    elif closes <= opens:
        yield f"The office closes at {hours.closes}, before it opens at {hours.opens}."
    if not hours.weekdays:
        yield "No day of the week is a working day: nobody would ever be told in working hours."
    if not all(day in range(7) for day in hours.weekdays):
        yield "A day of the week is a number from 0, Monday, to 6, Sunday."
    for days in hours.quiet:
        first, last = _date(days.first), _date(days.last)
        if first is None or last is None:
            wrong = days.first if first is None else days.last
            yield f"“{wrong}” is no date of a quiet day; write it as 2026-12-24."
        elif last < first:
            yield f"The quiet days from {days.first} end on {days.last}, before they begin."


def _minutes(text: str) -> int | None:
    if text == "24:00":
        return 24 * 60
    return int(text[:2]) * 60 + int(text[3:]) if _TIME.fullmatch(text) else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
