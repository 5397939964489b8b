"""A working for people: as one sentence, as rows of a table, and as a table in plain text."""

import textwrap
from datetime import date
from typing import NamedTuple

from . import words
from .holiday_names import holiday_name
from .holidays import OWN_LIST
from .rules import rule_of
from .speaking import gettext as _
from .speaking import in_one_language, ngettext
from .working import Working

_WIDTH, _DATE = 76, 16


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
    lang: str = ""  # “en” where the text is English though another language is in force


@in_one_language
def table(working: Working) -> list[Row]:
    return [
        Row(s.what, s.on, s.days, s.text, s.article, s.certainty, s.source, s.safe_on, s.lang)
        for s in working.steps
    ]


@in_one_language
def sentence(working: Working) -> str:
    """When the answer is due and why, or why there is no date yet, in one sentence."""
    if working.state == "open-ended":
        return _open_ended(working)
    if working.due_on is None:
        return _waiting(working)
    due = words.long(working.due_on)
    if working.due_on != working.statutory_on and working.statutory_on:
        text = _(
            "The answer is due by {day}, as the privacy policy promises; the law would allow "
            "until {law}."
        )
        return text.format(day=due, law=words.long(working.statutory_on))
    # Translators: {reasons} is a list of such as “one month from receipt on …” and “extended to …”.
    text = _("The answer is due by {day}: {reasons}.")
    return text.format(day=due, reasons=", ".join(_reasons(working)))


@in_one_language
def plain_table(working: Working) -> str:
    """The steps as lines of plain text, none longer than 76 characters, for a letter or a mail."""
    rows = table(working)
    dates = [words.brief(row.on, padded=True) if row.on else "" for row in rows]
    width = max(_DATE, *map(len, dates))
    lines = [
        line for row, on in zip(rows, dates, strict=True) for line in _lines(row, on.ljust(width))
    ]
    if working.holidays_skipped or any(step.what == "roll" for step in working.steps):
        text = _("Holidays: {calendar}, {version}")
        lines.append(text.format(calendar=working.calendar, version=list_version(working)))
    return "\n".join(lines)


def list_version(working: Working) -> str:
    """Which list of holidays was counted by."""
    version = working.holidays_version.removesuffix(OWN_LIST)
    if version == working.holidays_version:
        return version
    return _("{version} and the company's own list").format(version=version)


def _reasons(working: Working) -> list[str]:
    start = working.started_on or working.received_on
    rule = rule_of(working.rule)
    step = {s.what: s for s in working.steps}
    text = _("{length} from receipt on {day}")
    if start != working.received_on:
        text = _("{length} from {day}, when all that was asked for had come")
    length = words.amount(rule.count or 0, rule.unit)
    reasons = [text.format(length=length, day=words.long(start))]
    if working.extended:
        until = words.long(step["extended"].on or start)
        reasons.append(_("extended to {day}").format(day=until))
    if working.excluded_days:
        days = words.days(working.excluded_days)
        text = ngettext(
            "of which {days} does not count", "of which {days} do not count", working.excluded_days
        )
        reasons.append(text.format(days=days))
    if working.nominal != working.statutory_on:
        reasons.append(_moved(working))
    return reasons


def _moved(working: Working) -> str:
    names = dict.fromkeys(holiday_name(name) for _on, name in working.holidays_skipped)
    if not names:
        return _("moved to the next working day because of the weekend")
    text = _("moved to the next working day because of {holidays}")
    return text.format(holidays=words.listed([*names]))


def _waiting(working: Working) -> str:
    today = words.long(working.if_answered_today) if working.if_answered_today else ""
    if working.state == "starts-later":
        text = _("There is no due date yet: the time starts when all that was asked for has come.")
        if today:
            text = _(
                "There is no due date yet: the time starts when all that was asked for has come; "
                "if it came today, we would answer by {day}."
            )
        return text.format(day=today)
    left = working.days_left_if_paused or 0
    text = ngettext(
        "There is no due date yet: an answer is awaited, and {days} is left once it is here.",
        "There is no due date yet: an answer is awaited, and {days} are left once it is here.",
        left,
    )
    if today:
        text = ngettext(
            "There is no due date yet: an answer is awaited, and {days} is left once it is here; "
            "if it came today, we would answer by {day}.",
            "There is no due date yet: an answer is awaited, and {days} are left once it is here; "
            "if it came today, we would answer by {day}.",
            left,
        )
    return text.format(days=words.days(left), day=today)


def _open_ended(working: Working) -> str:
    if working.due_on is None:
        return _(
            "The law names no number of days for this answer, only that it must not be delayed."
        )
    text = _(
        "The law names no number of days for this answer; it is due by {day}, which is our own aim."
    )
    if working.due_on == working.promise_on:
        text = _(
            "The law names no number of days for this answer; it is due by {day}, as the privacy "
            "policy promises."
        )
    return text.format(day=words.long(working.due_on))


def _lines(row: Row, on: str) -> list[str]:
    days = f"{row.days:+d}" if row.days is not None else ""
    head = f"{on}{days:>5}  "
    margin, width = " " * len(head), _WIDTH - len(head)
    text = textwrap.wrap(row.text, width)
    cite = textwrap.wrap(f"[{row.article}, {row.source}]", width)
    return [head + text[0], *(margin + line for line in [*text[1:], *cite])]
