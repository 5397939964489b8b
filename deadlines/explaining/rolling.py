"""The step for weekends and holidays: each day the date passes over, by name."""

from datetime import date

from .. import words
from ..calendar import is_weekend
from ..counting import Total
from ..holidays import NONE, Calendar
from ..rules import Cite, Rule
from .step import Step, make


def rolling(rule: Rule, calendar: Calendar, total: Total) -> list[Step]:
    """Why the date stays or moves; nothing where the question does not arise."""
    if rule.roll is None:
        return _unmoved(rule, total.nominal)
    if calendar.code == NONE:
        text = "No calendar of holidays is set, so a weekend or a holiday moves nothing."
        return [make(rule, "roll", total.due, text, rule.roll, days=0, certainty="reading")]
    return [_rolled(rule, rule.roll, calendar, total)]


def _rolled(rule: Rule, cite: Cite, calendar: Calendar, total: Total) -> Step:
    passed = days_passed(total.nominal, total.due)
    names = {day: name for day in passed if (name := calendar.name_on(day))}
    place = calendar.name
    if passed:
        parts = [words.holiday(day, names.get(day)) for day in passed]
        verb = "is not a working day" if len(parts) == 1 else "are not working days"
        text = f"{words.listed(parts)} {verb} in {place}, so the date moves to "
        text += f"{words.long(total.due)}."
    else:
        text = f"{words.long(total.due)} is a working day in {place}, so the date stays."
    doubt = calendar.in_doubt(total.due)
    if doubt:
        text += f" Whether {doubt} is a holiday in law is open, so the earlier date is used."
    return make(
        rule,
        "roll",
        total.due,
        text,
        cite,
        days=len(passed),
        names=tuple(names.values()),
        certainty="reading" if doubt else "",
    )


def days_passed(nominal: date, due: date) -> list[date]:
    return [date.fromordinal(n) for n in range(nominal.toordinal(), due.toordinal())]


def _unmoved(rule: Rule, on: date) -> list[Step]:
    if rule.unit == "working days" or not is_weekend(on):
        return []
    text = f"{words.long(on)} is at the weekend; we do not move the date, which is never too late."
    certainty = "policy" if rule.period.certainty == "policy" else "reading"
    return [make(rule, "roll", on, text, rule.period, days=0, certainty=certainty)]
