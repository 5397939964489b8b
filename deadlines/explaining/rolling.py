"""The step for weekends and holidays: each day the date passes over, by name."""

from datetime import date

from .. import words
from ..calendar import is_weekend
from ..counting import Total
from ..holidays import NONE, Calendar, Own
from ..rules import Rule
from .step import Step


def rolling(rule: Rule, calendar: Calendar, total: Total) -> list[Step]:
    """Why the date stays or moves; nothing where the question does not arise."""
    if rule.roll is None:
        return _unmoved(rule, calendar, total.nominal)
    if calendar.code == NONE:
        on, cite = total.due, rule.roll
        return [Step("roll", on, 0, rule.id, cite, "reading", _no_calendar, (), safe_on=on)]
    rolled, cite = calendar.rolled(total.nominal), rule.roll
    step = Step(
        "roll",
        rolled.due,
        len(rolled.passed),
        rule.id,
        cite,
        "reading" if rolled.reading else cite.certainty,
        _moved,
        (calendar, total.nominal),
        rolled.names,
        rolled.safe if rolled.reading or rolled.safe != rolled.due else None,
    )
    return [step]


def _moved(calendar: Calendar, nominal: date) -> str:
    rolled = calendar.rolled(nominal)
    due, place = words.long(rolled.due), calendar.name
    if rolled.passed:
        days = [words.holiday(day, name) for day, name in rolled.passed]
        verb = "is not a working day" if len(days) == 1 else "are not working days"
        text = f"{words.listed(days)} {verb} in {place}, so the date moves to {due}."
    else:
        text = f"{due} is a working day in {place}, so the date stays."
    text += "".join(_own(own) for own in rolled.own)
    if rolled.doubt and rolled.doubt.regional:
        text += f" {rolled.doubt.name} is a holiday in parts of {place} and no part is set, so the "
        text += "earlier date is used."
    elif rolled.doubt:
        text += f" Whether {rolled.doubt.name} is a holiday in law is open, so the earlier date is "
        text += "used."
    if rolled.safe != rolled.due:
        text += f" By those days alone that are holidays {_undisputed(calendar)}, it would be "
        text += f"{words.long(rolled.safe)}, which is the safe date."
    return text


def _own(own: Own) -> str:
    how = "is a holiday" if own.added else "counts as a working day"
    reason = " ".join(own.reason.split()).rstrip(".")
    why = f": {reason}" if reason else ""
    return f" {words.holiday(own.on, own.name)} {how} by the company's own list{why}."


def _undisputed(calendar: Calendar) -> str:
    if calendar.code.startswith("GB-"):
        return "in the whole of the United Kingdom"
    return f"in {calendar.name} by law"


def _unmoved(rule: Rule, calendar: Calendar, on: date) -> list[Step]:
    name = calendar.name_on(on) or ""
    if rule.unit == "working days" or not (name or is_weekend(on)):
        return []
    certainty, facts = "policy" if rule.period.certainty == "policy" else "reading", (on, name)
    return [Step("roll", on, 0, rule.id, rule.period, certainty, _stays, facts, safe_on=on)]


def _no_calendar() -> str:
    return "No calendar of holidays is set, so a weekend or a holiday moves nothing."


def _stays(on: date, name: str) -> str:
    which = "at the weekend" if is_weekend(on) else f"a holiday ({name})"
    return f"{words.long(on)} is {which}; we do not move the date, which is never too late."
