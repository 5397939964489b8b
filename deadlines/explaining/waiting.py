"""The steps for what we asked of the person, and when it came."""

from collections.abc import Iterator, Sequence
from datetime import date

from .. import words
from ..counting import Count
from ..events import Wait
from ..rules import Cite, Rule
from ..speaking import gettext as _
from ..speaking import gettext_noop as N_
from .step import Step

_ASKED = {
    "clarification": ("question-asked", N_("We asked for more details on {day}")),
    "identity": ("identity-asked", N_("We asked for proof of identity on {day}")),
    "fee": ("fee-asked", N_("We asked for a fee on {day}")),
}
_CAME = {
    "clarification": ("question-answered", N_("The answer came on {day}")),
    "identity": ("identity-given", N_("The proof of identity came on {day}")),
    "fee": ("fee-paid", N_("The fee was paid on {day}")),
}
_WAIVED = {
    "identity": (
        "identity-waived",
        N_("We took the question for proof of identity back on {day}"),
    ),
    "fee": ("fee-waived", N_("We took the question for a fee back on {day}")),
}
_NEVER_CHANGED = N_("it never changed the date")
_AS_IF = N_(
    "the time is counted as if we had never asked; no law spells this sum out: it is our reading, "
    "and the earlier date is used"
)
# Each is a clause that stands by itself, after what happened. {start} is the day that the time is
# counted from.
_ON_ASKING = {
    "too-late": N_("the time had already run out, so this changes nothing"),
    "nothing": N_("under this rule that does not change the date of such a request"),
    "waits-for": N_(
        "the law may let the time begin only when it is here, but we count from the receipt; that "
        "is our reading, and the earlier date is used"
    ),
    "later": N_("the time is counted from the day that it is here"),
    "fee": N_("the time is counted from the day that it is paid"),
    "suspended": N_(
        "this day still counts, those after it until the answer do not; no law spells this sum "
        "out: it is our reading, and the earlier date is used"
    ),
    "at-once": N_(
        "the days after it until the answer do not count; no law spells this sum out: it is our "
        "reading, and the earlier date is used"
    ),
    "within": N_(
        "the time stands still already, and no day is left out twice; no law spells this sum out: "
        "it is our reading, and the earlier date is used"
    ),
    "overtaken": N_(
        "the time is counted from {start}, and of this pause only the days after that one are "
        "left out; no law spells this sum out: it is our reading, and the earlier date is used"
    ),
    "left-out": N_("this day does not count"),
}
_ON_ANSWER = {
    "suspended": N_("this day does not count, the next one does"),
    "same-day": N_("that is the day we asked on, so no day is left out"),
    "goes-on": N_("the time goes on standing still, because of what else we asked for"),
    "overtaken": N_("this day does not count"),
    "left-out": N_("this day does not count either"),
}


def waiting(rule: Rule, wait: Wait, start: date, waits: Sequence[Wait]) -> Iterator[Step]:
    """That we asked, and that the answer came or was waived, each with what it does to the date.
    `waits` are all that there are: of those that overlap, no day is left out twice."""
    cite = cite_of(rule, wait)
    if wait.effect == "waived":
        yield from _waived(rule, wait, cite)
        return
    asking, coming = _effects_of(rule, wait, start, waits)
    what, text = _ASKED[wait.about]
    certainty = "reading" if is_reading(rule, wait, start) else cite.certainty
    facts = (text, wait.asked, _ON_ASKING[asking], start)
    yield Step(what, wait.asked, None, rule.id, cite, certainty, _told, facts)
    if wait.answered:
        what, text = _CAME[wait.about]
        facts = (text, wait.answered, _ON_ANSWER.get(coming, ""), start)
        yield Step(what, wait.answered, None, rule.id, cite, cite.certainty, _told, facts)


def _told(happened: str, on: date, effect: str, start: date) -> str:
    """What happened on that day, and what it does; `start` is there for the effect to name."""
    said = _(happened).format(day=words.long(on))
    if not effect:
        return _("{happened}.").format(happened=said)
    effect = _(effect).format(start=words.short(start))
    return _("{happened}; {effect}.").format(happened=said, effect=effect)


def _waived(rule: Rule, wait: Wait, cite: Cite) -> Iterator[Step]:
    assert wait.answered is not None  # noqa: S101 - it is the day that makes it waived
    what, text = _ASKED[wait.about]
    facts = (text, wait.asked, "", wait.asked)
    yield Step(what, wait.asked, None, rule.id, cite, cite.certainty, _told, facts)
    nothing = (
        wait.about in rule.waits_for or cite is rule.period
    )  # this law lets such a question do nothing
    effect = _NEVER_CHANGED if nothing else _AS_IF
    what, text = _WAIVED[wait.about]
    facts = (text, wait.answered, effect, wait.asked)
    certainty = cite.certainty if nothing else "reading"
    yield Step(what, wait.answered, None, rule.id, cite, certainty, _told, facts)


def _effects_of(rule: Rule, wait: Wait, start: date, waits: Sequence[Wait]) -> tuple[str, str]:
    """Which of the sentences above tell what the question does, and what its answer."""
    if wait.effect == "later":
        effect = "fee" if wait.about == "fee" else "later"
    elif wait.effect == "nothing" and wait.about in rule.waits_for:
        effect = "waits-for"
    elif wait.effect != "left-out":
        effect = wait.effect
    elif not _both_ends(rule, wait):
        others = [other for other in waits if other.effect == "left-out" and other is not wait]
        return _suspended(wait, start, others)
    else:
        effect = "overtaken" if wait.asked <= start else "left-out"
    return effect, effect


def _suspended(wait: Wait, start: date, others: Sequence[Wait]) -> tuple[str, str]:
    asking, coming = "at-once" if wait.asked <= start else "suspended", "suspended"
    if any(other.asked < wait.asked <= (other.answered or date.max) for other in others):
        asking = "within"
    elif wait.asked == wait.answered:
        return asking, "same-day"
    came = wait.answered or date.max
    if any(other.asked <= came < (other.answered or date.max) for other in others):
        coming = "goes-on"
    return asking, coming


def is_reading(rule: Rule, wait: Wait, start: date) -> bool:
    """Whether what this wait does to the date is our own reading."""
    if wait.effect == "too-late" or (wait.effect == "nothing" and wait.about in rule.waits_for):
        return True
    return wait.effect == "left-out" and (not _both_ends(rule, wait) or wait.asked <= start)


def _both_ends(rule: Rule, wait: Wait) -> bool:
    return wait.about == "clarification" and rule.pause is not None and rule.pause.both_ends


def cite_of(rule: Rule, wait: Wait) -> Cite:
    if wait.about in rule.starts_later:
        return rule.starts_later[wait.about]
    if wait.about in rule.waits_for:
        return rule.waits_for[wait.about]
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
    start = counted.total.start
    out = [wait for wait in counted.waits if wait.effect == "left-out"]
    cite = cite_of(rule, out[0])
    if cite.certainty != "reading" and any(is_reading(rule, wait, start) for wait in out):
        return cite._replace(certainty="reading")
    return cite
