"""The last steps: the promise beside the law's date, and the day that leads."""

from datetime import date

from .. import words
from ..counting import Count
from ..promise import Promise
from ..rules import Cite, Rule
from ..speaking import gettext as _
from ..speaking import gettext_noop as N_
from .step import Step


def promised(
    promise: Promise, on: date, statutory: date | None, counted: Count, received: date
) -> Step:
    """What the policy promises, and whether that is the day to keep."""
    if counted.total.extension:
        text = _REPLACED
    elif counted.state == "open-ended":
        text = _ALONE
    elif statutory is None:
        text = _UNMOVED
    elif on >= statutory:
        text = _NOT_EARLIER
    else:
        # The promised day was over before all that was asked for had come.
        last = max((w.answered for w in counted.waits if w.answered and w.moves), default=received)
        text = _LATE if on < last else _KEPT
    cite = Cite(N_("the promise"), promise.source, "policy")
    facts = (text, promise.count, promise.unit, on, statutory)
    return Step("promise", on, None, "promise", cite, "policy", _promised, facts)


_ALONE = N_("The privacy policy promises an answer within {length} of receipt, by {day}.")
_REPLACED = N_(
    "The privacy policy promises an answer within {length} of receipt, by {day}; the notice that "
    "more time is needed took its place."
)
_UNMOVED = N_(
    "The privacy policy promises an answer within {length} of receipt, by {day}, and no question "
    "of ours moves that day."
)
_NOT_EARLIER = N_(
    "The privacy policy promises an answer within {length} of receipt, by {day}, which is not "
    "earlier than the law's date."
)
_KEPT = N_(
    "The privacy policy promises an answer within {length} of receipt, by {day}; that is earlier "
    "than the law's {law}, so it is kept."
)
_LATE = N_(
    "The privacy policy promises an answer within {length} of receipt, by {day}; that is earlier "
    "than the law's {law} and stays the date to keep, though it had passed before all that we "
    "asked for had come."
)


def _promised(text: str, count: int, unit: str, on: date, statutory: date | None) -> str:
    law = words.long(statutory) if statutory else ""
    return _(text).format(length=words.amount(count, unit), day=words.long(on), law=law)


def answered_today(rule: Rule, cite: Cite, today: date, on: date) -> Step:
    """The day to answer by if all that is awaited came today."""
    return Step(
        "if-answered", on, None, rule.id, cite, cite.certainty, _answered_today, (today, on)
    )


def _answered_today(today: date, on: date) -> str:
    text = _("If all that is awaited came today, {today}, the answer would be due by {day}.")
    return text.format(today=words.long(today), day=words.long(on))


def due(rule: Rule, on: date, certainty: str, safe_on: date | None) -> Step:
    """The day that leads. Its safe date is given only where that is another one."""
    safe_on = safe_on if safe_on != on else None
    return Step(
        "due", on, None, rule.id, rule.period, certainty, _due, (on, safe_on), safe_on=safe_on
    )


def _due(on: date, safe_on: date | None) -> str:
    if safe_on is None:
        return _("The answer is due by {day}.").format(day=words.long(on))
    text = _("The answer is due by {day}; {safe} is safe by every reading.")
    return text.format(day=words.long(on), safe=words.long(safe_on))
