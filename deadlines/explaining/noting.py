"""The steps for what was changed about the record of a clock. They are in no sum."""

from collections.abc import Iterable, Iterator
from datetime import date

from .. import words
from ..events import Event
from ..rules import Cite, Rule
from ..speaking import gettext as _
from ..speaking import gettext_noop as N_
from .step import Step

_RECORD = Cite(N_("the record"), N_("the history of this clock"), "record")


def notes(rule: Rule, events: Iterable[Event]) -> Iterator[Step]:
    """Each change with the date that stood there before and the one that stands there now."""
    for event in events:
        yield Step(event.kind, event.on, None, rule.id, _RECORD, "record", _told, (event,))


# What the due date did when the clock was counted again: there was none, it stayed, it moved.
_COUNTED_AGAIN = {
    "recalculated": (
        N_(
            "On {on} the clock was counted again by the terms that were in force then; there was "
            "no due date before or after."
        ),
        N_(
            "On {on} the clock was counted again by the terms that were in force then; the due "
            "date stayed {became}."
        ),
        N_(
            "On {on} the clock was counted again by the terms that were in force then; the due "
            "date went from {was} to {became}."
        ),
    ),
    "holidays-changed": (
        N_(
            "On {on} the clock was counted again because the list of holidays had changed; there "
            "was no due date before or after."
        ),
        N_(
            "On {on} the clock was counted again because the list of holidays had changed; the "
            "due date stayed {became}."
        ),
        N_(
            "On {on} the clock was counted again because the list of holidays had changed; the "
            "due date went from {was} to {became}."
        ),
    ),
}


def _told(event: Event) -> str:
    on = words.long(event.on)
    if event.kind == "receipt-corrected":
        text = _("On {on} the day of receipt was corrected from {was} to {became}.")
        none = _("no day")
        return text.format(on=on, was=_day(event.was, none), became=_day(event.became, none))
    if event.kind == "reopened":
        return _reopened(on, event.was)
    nothing, stayed, moved = _COUNTED_AGAIN[event.kind]
    text = moved
    if event.was == event.became:
        text = stayed if event.became else nothing
    none = _("no date yet")
    return _(text).format(on=on, was=_day(event.was, none), became=_day(event.became, none))


def _reopened(on: str, was: date | None) -> str:
    if was is None:
        text = _("On {on} the clock was started again as if it had never stopped.")
        return text.format(on=on)
    text = _(
        "On {on} the clock, which had been stopped on {was}, was started again as if it had never "
        "stopped."
    )
    return text.format(on=on, was=words.long(was))


def _day(on: date | None, none: str) -> str:
    return words.long(on) if on else none
