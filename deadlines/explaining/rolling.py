"""The step for weekends and holidays: each day the date passes over, by name."""

from datetime import date

from .. import words
from ..calendar import is_weekend
from ..counting import Total
from ..holiday_names import holiday_name
from ..holidays import NONE, Calendar, Doubt, Own
from ..places import in_place, of_place
from ..rules import Rule
from ..speaking import gettext as _
from ..speaking import ngettext
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
    """Whole sentences, one after the other."""
    rolled = calendar.rolled(nominal)
    due = words.long(rolled.due)
    days = [words.holiday(day, name) for day, name in rolled.passed]
    if days:
        text = ngettext(
            "{days} is not a working day {in_place}, so the date moves to {due}.",
            "{days} are not working days {in_place}, so the date moves to {due}.",
            len(days),
        ).format(days=words.listed(days), in_place=in_place(calendar), due=due)
    else:
        text = _("{due} is a working day {in_place}, so the date stays.")
        text = text.format(due=due, in_place=in_place(calendar))
    said = [text, *(_own(own) for own in rolled.own)]
    if rolled.doubt:
        said.append(_doubted(calendar, rolled.doubt))
    if rolled.safe != rolled.due:
        said.append(_safe(calendar, rolled.safe))
    return " ".join(words.sentence(one) for one in said)


def _own(own: Own) -> str:
    reason = " ".join(own.reason.split()).rstrip(".")
    if own.added and reason:
        text = _("{day} is a holiday by the company's own list: {reason}.")
    elif own.added:
        text = _("{day} is a holiday by the company's own list.")
    elif reason:
        text = _("{day} counts as a working day by the company's own list: {reason}.")
    else:
        text = _("{day} counts as a working day by the company's own list.")
    return text.format(day=words.holiday(own.on, own.name), reason=reason)


def _doubted(calendar: Calendar, doubt: Doubt) -> str:
    if doubt.regional:
        text = _(
            "{name} is a holiday in parts {of_place} and no part is set, so the earlier date is "
            "used."
        )
    else:
        text = _("Whether {name} is a holiday in law is open, so the earlier date is used.")
    return text.format(name=holiday_name(doubt.name), of_place=of_place(calendar))


def _safe(calendar: Calendar, safe: date) -> str:
    if calendar.code.startswith("GB-"):
        text = _(
            "By those days alone that are holidays in the whole of the United Kingdom, it would "
            "be {safe}, which is the safe date."
        )
        return text.format(safe=words.long(safe))
    text = _(
        "By those days alone that are holidays {in_place} by law, it would be {safe}, which is "
        "the safe date."
    )
    return text.format(in_place=in_place(calendar), safe=words.long(safe))


def _unmoved(rule: Rule, calendar: Calendar, on: date) -> list[Step]:
    name = calendar.name_on(on) or ""
    if rule.unit == "working days" or not (name or is_weekend(on)):
        return []
    certainty, facts = "policy" if rule.period.certainty == "policy" else "reading", (on, name)
    return [Step("roll", on, 0, rule.id, rule.period, certainty, _stays, facts, safe_on=on)]


def _no_calendar() -> str:
    return _("No calendar of holidays is set, so a weekend or a holiday moves nothing.")


def _stays(on: date, name: str) -> str:
    if is_weekend(on):
        text = _("{day} is at the weekend; we do not move the date, which is never too late.")
    else:
        text = _("{day} is a holiday ({name}); we do not move the date, which is never too late.")
    return words.sentence(text.format(day=words.long(on), name=holiday_name(name)))
