"""The working as steps: one for each thing that made the date what it is, told when read."""

from collections.abc import Iterator
from datetime import date, timedelta

from .. import words
from ..counting import Count
from ..holidays import Calendar
from ..rules import Rule
from ..speaking import gettext as _
from ..speaking import ngettext
from .ending import answered_today, due, promised
from .noting import notes
from .period import Lengths, acknowledgement, extensions, lengths, period
from .rolling import rolling
from .step import Step, weakest
from .unnumbered import unnumbered
from .waiting import left_out_cite, paused_cite, starts_later_cite, waiting

__all__ = ["Step", "answered_today", "due", "explain", "notes", "promised", "weakest"]


def explain(rule: Rule, calendar: Calendar, received: date, counted: Count) -> list[Step]:
    """From the receipt to the date the law sets, or to why there is none yet."""
    state, total = counted.state, counted.total
    steps = _beginning(rule, received, counted)
    if state == "starts-later":
        steps += extensions(rule, counted)
        cite, facts = starts_later_cite(rule, counted), (lengths(rule, total),)
        steps.append(Step("open", None, None, rule.id, cite, cite.certainty, _not_started, facts))
        return steps
    if state == "open-ended":
        return [*steps, *extensions(rule, counted), *unnumbered(rule, received)]
    steps.append(period(rule, calendar, total))
    if counted.extensions:
        steps += extensions(rule, counted)
    if state == "paused":
        cite, left = paused_cite(rule, counted), (counted.days_left,)
        steps.append(Step("open", None, None, rule.id, cite, cite.certainty, _paused, left))
        return steps
    if total.excluded:
        steps.append(_left_out(rule, counted))
        steps += _kept_open(rule, counted)
    steps += rolling(rule, calendar, total)
    return steps


def _beginning(rule: Rule, received: date, counted: Count) -> list[Step]:
    """The receipt, what was asked and what came, and the start if that is another day."""
    start, cite = counted.total.start, rule.period
    later = counted.state == "starts-later" or start != received
    say = _received if later or counted.state == "open-ended" else _received_and_counted
    steps = [Step("received", received, None, rule.id, cite, cite.certainty, say, (received,))]
    if rule.acknowledge:
        steps.append(acknowledgement(rule, received))
    for wait in counted.waits:
        steps += waiting(rule, wait, start, counted.waits)
    if start != received and counted.state != "starts-later":
        cite = starts_later_cite(rule, counted)
        steps.append(Step("start", start, None, rule.id, cite, cite.certainty, _started, (start,)))
    return steps


def _left_out(rule: Rule, counted: Count) -> Step:
    nominal, days = _with_left_out(counted), counted.total.excluded
    cite = left_out_cite(rule, counted)
    safe = nominal if cite.certainty == "reading" else None
    return Step(
        "left-out", nominal, days, rule.id, cite, cite.certainty, _not_counted, (days, nominal),
        safe_on=safe,
    )  # fmt: skip


def _kept_open(rule: Rule, counted: Count) -> Iterator[Step]:
    """That the time ends with the answer, where its last days had passed while it stood still."""
    nominal, days = counted.total.nominal, (counted.total.nominal - _with_left_out(counted)).days
    if days:
        cite = left_out_cite(rule, counted)
        yield Step(
            "ends-with-answer", nominal, days, rule.id, cite, "reading", _not_over, (nominal,),
            safe_on=nominal,
        )  # fmt: skip


def _with_left_out(counted: Count) -> date:
    return counted.total.lengthened + timedelta(days=counted.total.excluded)


def _received(on: date) -> str:
    return _("The request was received on {day}.").format(day=words.long(on))


def _received_and_counted(on: date) -> str:
    text = _("The request was received on {day}, and the time is counted from that day.")
    return text.format(day=words.long(on))


def _started(on: date) -> str:
    text = _("All that we needed had come by {day}; the time is counted from then.")
    return text.format(day=words.long(on))


def _not_counted(days: int, nominal: date) -> str:
    text = ngettext(
        "{days} does not count, which moves the date to {day}.",
        "{days} do not count, which moves the date to {day}.",
        days,
    )
    return text.format(days=words.days(days), day=words.long(nominal))


def _not_over(on: date) -> str:
    text = _(
        "We asked on a day that the date had been moved to, so the time was not over, and it "
        "cannot run out while it stands still; that it ends with the answer, on {day}, is our "
        "reading, and the earlier date is used."
    )
    return text.format(day=words.long(on))


def _not_started(lengths: Lengths) -> str:
    text = _(
        "There is no due date yet; the law gives {length} from the day that all we asked for has "
        "come."
    )
    return text.format(length=words.amounts(lengths))


def _paused(left: int) -> str:
    # By the law: a promise may have passed by then.
    text = _(
        "There is no due date while we wait for an answer; once it is here, the law leaves {days}."
    )
    return text.format(days=words.days(left))
