"""The steps for what we asked of the person, and when it came."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from .. import words
from ..counting import Count
from ..events import Wait
from ..rules import Cite, Rule
from .step import Step, make

_ASKED = {
    "clarification": ("question-asked", "We asked for more details on {}"),
    "identity": ("identity-asked", "We asked for proof of identity on {}"),
    "fee": ("fee-asked", "We asked for a fee on {}"),
}
_CAME = {
    "clarification": ("question-answered", "The answer came on {}"),
    "identity": ("identity-given", "The proof of identity came on {}"),
    "fee": ("fee-paid", "The fee was paid on {}"),
}
_WAIVED = {
    "identity": ("identity-waived", "We took the question for proof of identity back on {}"),
    "fee": ("fee-waived", "We took the question for a fee back on {}"),
}
_READING = "no law spells this sum out: it is our reading, and the earlier date is used"


def waiting(rule: Rule, wait: Wait, start: date) -> Iterator[Step]:
    """That we asked, and that the answer came or was waived, each with what it does to the date."""
    cite = cite_of(rule, wait)
    if wait.effect == "waived":
        yield from _waived(rule, wait, cite)
        return
    asked, came = _effect(rule, wait, start)
    what, text = _ASKED[wait.about]
    text = f"{text.format(words.long(wait.asked))}; {asked}."
    certainty = "reading" if is_reading(rule, wait, start) else ""
    yield make(rule, what, wait.asked, text, cite, certainty=certainty)
    if wait.answered:
        what, text = _CAME[wait.about]
        text = text.format(words.long(wait.answered)) + (f"; {came}." if came else ".")
        yield make(rule, what, wait.answered, text, cite)


def _waived(rule: Rule, wait: Wait, cite: Cite) -> Iterator[Step]:
    assert wait.answered is not None  # noqa: S101 - it is the day that makes it waived
    what, text = _ASKED[wait.about]
    yield make(rule, what, wait.asked, f"{text.format(words.long(wait.asked))}.", cite)
    what, text = _WAIVED[wait.about]
    text = text.format(words.long(wait.answered))
    if cite is rule.period:  # this law lets such a question do nothing
        yield make(rule, what, wait.answered, f"{text}; it never changed the date.", cite)
        return
    text += f", so the time is counted as if we had never asked; {_READING}."
    yield make(rule, what, wait.answered, text, cite, certainty="reading")


def _effect(rule: Rule, wait: Wait, start: date) -> tuple[str, str]:
    if wait.effect == "too-late":
        return "the time had already run out, so this changes nothing", ""
    if wait.effect == "nothing":
        return "under this rule that does not change the date of such a request", ""
    if wait.effect == "later":
        when = "it is paid" if wait.about == "fee" else "it is here"
        return f"the time is counted from the day that {when}", ""
    if not _both_ends(rule, wait):
        asked = "this day still counts, those after it until the answer do not"
        return f"{asked}; {_READING}", "this day does not count, the next one does"
    if wait.asked <= start:
        asked = f"the time is counted from {words.short(start)}, and of this pause only the days"
        return f"{asked} after that one are left out; {_READING}", "this day does not count"
    return "this day does not count", "this day does not count either"


def is_reading(rule: Rule, wait: Wait, start: date) -> bool:
    """Whether what this wait does to the date is our own reading."""
    if wait.effect == "too-late":
        return True
    return wait.effect == "left-out" and (not _both_ends(rule, wait) or wait.asked <= start)


def _both_ends(rule: Rule, wait: Wait) -> bool:
    return wait.about == "clarification" and rule.pause is not None and rule.pause.both_ends


def cite_of(rule: Rule, wait: Wait) -> Cite:
    if wait.about in rule.starts_later:
        return rule.starts_later[wait.about]
    if wait.about == "identity" and rule.identity:
        return rule.identity
    if wait.about == "clarification" and rule.pause:
        return rule.pause.cite
    return rule.period


def starts_later_cite(rule: Rule, counted: Count) -> Cite:
    """Why the time starts when it does: the last thing that came, or is still awaited."""
    later = (wait for wait in counted.waits if wait.effect == "later")
    return cite_of(rule, max(later, key=lambda wait: wait.answered or date.max))


def paused_cite(rule: Rule, counted: Count) -> Cite:
    return cite_of(
        rule,
        next(w for w in counted.waits if w.effect == "left-out" and w.answered is None),
    )


def left_out_cite(rule: Rule, counted: Count) -> Cite:
    """Why days are left out; a reading if any of them is."""
    out = [wait for wait in counted.waits if wait.effect == "left-out"]
    cite = cite_of(rule, out[0])
    reading = any(is_reading(rule, wait, counted.total.start) for wait in out)
    return replace(cite, certainty="reading") if reading else cite
