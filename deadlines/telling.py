"""A working for people: as one sentence, as rows of a table, and as a table in plain text."""

import textwrap
from datetime import date
from typing import NamedTuple

from . import words
from .rules import rule_of
from .working import Working

_WIDTH, _MARGIN = 76, 23


class Row(NamedTuple):
    """A step as a line of a table. Rows with `days` add up from the start to the law's date."""

    what: str
    on: date | None
    days: int | None
    text: str
    article: str
    certainty: str
    source: str
    safe_on: date | None


def table(working: Working) -> list[Row]:
    return [
        Row(s.what, s.on, s.days, s.text, s.article, s.certainty, s.source, s.safe_on)
        for s in working.steps
    ]


def sentence(working: Working) -> str:
    """When the answer is due and why, or why there is no date yet, in one sentence."""
    if working.state == "open-ended":
        return _open_ended(working)
    if working.due_on is None:
        return _waiting(working)
    due = f"The answer is due by {words.long(working.due_on)}"
    if working.due_on != working.statutory_on and working.statutory_on:
        law = words.long(working.statutory_on)
        return f"{due}, as the privacy policy promises; the law would allow until {law}."
    return f"{due}: {', '.join(_reasons(working))}."


def plain_table(working: Working) -> str:
    """The steps as lines of plain text, none longer than 76 characters, for a letter or a mail."""
    lines = [line for row in table(working) for line in _lines(row)]
    if working.holidays_skipped or any(step.what == "roll" for step in working.steps):
        lines.append(f"Holidays: {working.calendar}, {working.holidays_version}")
    return "\n".join(lines)


def _reasons(working: Working) -> list[str]:
    start = working.started_on or working.received_on
    rule = rule_of(working.rule)
    step = {s.what: s for s in working.steps}
    length = words.amount(rule.count or 0, rule.unit)
    reasons = [f"{length} from receipt on {words.long(start)}"]
    if start != working.received_on:
        reasons = [f"{length} from {words.long(start)}, when all that was asked for had come"]
    if working.extended:
        reasons.append(f"extended to {words.long(step['extended'].on or start)}")
    if working.excluded_days:
        verb = "does" if working.excluded_days == 1 else "do"
        reasons.append(f"of which {words.days(working.excluded_days)} {verb} not count")
    if working.nominal != working.statutory_on:
        names = list(dict.fromkeys(name for _, name in working.holidays_skipped))
        why = words.listed(names) if names else "the weekend"
        reasons.append(f"moved to the next working day because of {why}")
    return reasons


def _waiting(working: Working) -> str:
    if working.state == "starts-later":
        text = "There is no due date yet: the time starts when all that was asked for has come"
    else:
        left = words.days(working.days_left_if_paused or 0)
        verb = "is" if working.days_left_if_paused == 1 else "are"
        text = f"There is no due date yet: an answer is awaited, and {left} {verb} left once it is "
        text += "here"
    if working.if_answered_today:
        text += f"; if it came today, we would answer by {words.long(working.if_answered_today)}"
    return f"{text}."


def _open_ended(working: Working) -> str:
    text = "The law names no number of days for this answer"
    if working.due_on is None:
        return f"{text}, only that it must not be delayed."
    why = "which is our own aim"
    if working.due_on == working.promise_on:
        why = "as the privacy policy promises"
    return f"{text}; it is due by {words.long(working.due_on)}, {why}."


def _lines(row: Row) -> list[str]:
    when = row.on.strftime("%a %d %b %Y") if row.on else ""
    days = f"{row.days:+d}" if row.days is not None else ""
    head = f"{when:<16}{days:>5}  "
    text = textwrap.wrap(row.text, _WIDTH - _MARGIN)
    cite = textwrap.wrap(f"[{row.article}, {row.source}]", _WIDTH - _MARGIN)
    return [head + text[0], *(" " * _MARGIN + line for line in [*text[1:], *cite])]
