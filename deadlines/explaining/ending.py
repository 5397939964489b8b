"""The last steps: the promise beside the law's date, and the day that leads."""

from datetime import date

from .. import words
from ..counting import Count
from ..promise import Promise
from ..rules import Cite, Rule
from .step import Step


def promised(
    promise: Promise, on: date, statutory: date | None, counted: Count, received: date
) -> Step:
    """What the policy promises, and whether that is the day to keep."""
    if counted.total.extension:
        effect = "; the notice that more time is needed took its place"
    elif counted.state == "open-ended":
        effect = ""
    elif statutory is None:
        effect = ", and no question of ours moves that day"
    elif on >= statutory:
        effect = ", which is not earlier than the law's date"
    else:
        # The promised day was over before all that was asked for had come.
        last = max((w.answered for w in counted.waits if w.answered and w.moves), default=received)
        effect = _LATE if on < last else _KEPT
    cite = Cite("the promise", promise.source, "policy")
    facts = (promise.count, promise.unit, on, effect, statutory)
    return Step("promise", on, None, "promise", cite, "policy", _promised, facts)


_KEPT = "; that is earlier than the law's {}, so it is kept"
_LATE = (
    "; that is earlier than the law's {} and stays the date to keep, though it had passed before "
    "all that we asked for had come"
)


def _promised(count: int, unit: str, on: date, effect: str, statutory: date | None) -> str:
    text = f"The privacy policy promises an answer within {words.amount(count, unit)} of receipt, "
    text += f"by {words.long(on)}"
    return f"{text}{effect.format(words.long(statutory) if statutory else '')}."


def answered_today(rule: Rule, cite: Cite, today: date, on: date) -> Step:
    """The day to answer by if all that is awaited came today."""
    return Step(
        "if-answered", on, None, rule.id, cite, cite.certainty, _answered_today, (today, on)
    )


def _answered_today(today: date, on: date) -> str:
    return (
        f"If all that is awaited came today, {words.long(today)}, the answer would be due by "
        f"{words.long(on)}."
    )


def due(rule: Rule, on: date, certainty: str, safe_on: date | None) -> Step:
    """The day that leads. Its safe date is given only where that is another one."""
    safe_on = safe_on if safe_on != on else None
    return Step(
        "due", on, None, rule.id, rule.period, certainty, _due, (on, safe_on), safe_on=safe_on
    )


def _due(on: date, safe_on: date | None) -> str:
    text = f"The answer is due by {words.long(on)}"
    return f"{text}; {words.long(safe_on)} is safe by every reading." if safe_on else f"{text}."
