"""The steps for what was changed about the record of a clock. They are in no sum."""

from collections.abc import Iterable, Iterator

from .. import words
from ..events import Event
from ..rules import Cite, Rule
from .step import Step

_RECORD = Cite("the record", "the history of this clock", "record")


def notes(rule: Rule, events: Iterable[Event]) -> Iterator[Step]:
    """Each change with the date that stood there before and the one that stands there now."""
    for event in events:
        yield Step(event.kind, event.on, None, rule.id, _RECORD, "record", _told, (event,))


def _told(event: Event) -> str:
    on = words.long(event.on)
    if event.kind == "receipt-corrected":
        return f"On {on} the day of receipt was corrected from {_dates(event, 'no day')}."
    if event.kind == "reopened":
        when = f", which had been stopped on {words.long(event.was)}," if event.was else ""
        return f"On {on} the clock{when} was started again as if it had never stopped."
    why = {
        "recalculated": "by the terms that were in force then",
        "holidays-changed": "because the list of holidays had changed",
    }[event.kind]
    if event.was == event.became:
        stays = "there was no due date before or after"
        if event.became:
            stays = f"the due date stayed {words.long(event.became)}"
        return f"On {on} the clock was counted again {why}; {stays}."
    return f"On {on} the clock was counted again {why}; the due date went from {_dates(event)}."


def _dates(event: Event, none: str = "no date yet") -> str:
    was, became = (words.long(day) if day else none for day in (event.was, event.became))
    return f"{was} to {became}"
