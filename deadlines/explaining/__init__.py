"""The working as sentences: one step for each thing that made the date what it is."""

from datetime import date

from .. import words
from ..counting import Count
from ..holidays import Calendar
from ..rules import Rule
from .noting import notes
from .period import extensions, period
from .rolling import rolling
from .step import Step, make, weakest
from .waiting import left_out_cite, paused_cite, starts_later_cite, waiting

__all__ = ["Step", "explain", "make", "notes", "weakest"]


def explain(rule: Rule, calendar: Calendar, received: date, counted: Count) -> list[Step]:
    """From the receipt to the date the law sets, or to why there is none yet."""
    total = counted.total
    steps = _beginning(rule, received, counted)
    if counted.state == "starts-later":
        length = words.amount(rule.count, rule.unit)
        text = f"There is no due date yet; the law gives {length} from the day that all we asked "
        cite = starts_later_cite(rule, counted)
        return [*steps, make(rule, "open", None, f"{text}for has come.", cite)]
    steps.append(period(rule, calendar, total))
    steps += extensions(rule, counted)
    if counted.state == "paused":
        # By the law: a promise may have passed by then.
        left = words.days(counted.days_left)
        text = "There is no due date while we wait for an answer; once it is here, the law leaves "
        text += f"{left}."
        return [*steps, make(rule, "open", None, text, paused_cite(rule, counted))]
    if total.excluded:
        steps.append(_left_out(rule, counted))
    return [*steps, *rolling(rule, calendar, total)]


def _beginning(rule: Rule, received: date, counted: Count) -> list[Step]:
    """The receipt, what was asked and what came, and the start if that is another day."""
    start = counted.total.start
    later = counted.state == "starts-later" or start != received
    text = f"The request was received on {words.long(received)}"
    text += "." if later else ", and the time is counted from that day."
    steps = [make(rule, "received", received, text, rule.period)]
    for wait in counted.waits:
        steps += waiting(rule, wait, start)
    if start != received and counted.state != "starts-later":
        text = f"All that we needed had come by {words.long(start)}; the time is counted from then."
        steps.append(make(rule, "start", start, text, starts_later_cite(rule, counted)))
    return steps


def _left_out(rule: Rule, counted: Count) -> Step:
    total = counted.total
    text = f"{words.days(total.excluded)} {'does' if total.excluded == 1 else 'do'} not count, "
    text += f"which moves the date to {words.long(total.nominal)}."
    cite = left_out_cite(rule, counted)
    return make(rule, "left-out", total.nominal, text, cite, days=total.excluded)
