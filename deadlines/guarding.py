"""What may not be recorded of a clock, because the law would ignore it or it cannot be."""

from . import words
from .errors import ClockError
from .events import EXTEND, NOTES, Event
from .keeping import events_of, refuse_stopped
from .models import Clock
from .rules import extension_of, may_pause
from .working import Working


def complete(clock: Clock, event: Event) -> Event:
    """An extension without a length is the longest that the law allows."""
    extension = extension_of(clock.rule)
    if event.kind != EXTEND or extension is None:
        return event
    by = event.by if event.by is not None else extension.count
    return Event(EXTEND, event.on, by, event.unit or extension.unit)


def refuse_pointless(clock: Clock, event: Event) -> None:
    """Raise for what the law would ignore, though whoever records it means it to count."""
    refuse_stopped(clock)
    if event.kind in NOTES:
        raise ClockError(f"That a clock was {event.kind} is recorded by doing it.")
    if event.kind == EXTEND:
        _refuse_extension(clock, event)
    elif event.kind == "pause":
        _refuse_pause(clock, event)


def refuse_late(clock: Clock, working: Working) -> None:
    if working.late_extension:
        last = working.notice_by or clock.notice_by
        when = f": the last day to say so was {words.long(last)}" if last else ""
        raise ClockError(f"It is too late to extend the time{when}.")


def _refuse_pause(clock: Clock, event: Event) -> None:
    if not may_pause(clock.rule, clock.request):
        raise ClockError("The law does not let a question stop the clock of this request.")
    kinds = [known.kind for known in events_of(clock)]
    if kinds.count("pause") > kinds.count("resume"):
        raise ClockError("The clock stands still already, because a question is not answered yet.")
    if clock.statutory_on is not None and event.on > clock.statutory_on:
        raise ClockError(
            f"The time to answer ran out on {words.long(clock.statutory_on)}, so a question "
            f"cannot stop the clock."
        )


def _refuse_extension(clock: Clock, event: Event) -> None:
    extension = extension_of(clock.rule)
    if extension is None:
        raise ClockError("The law that this clock follows does not allow an extension.")
    if any(known.kind == EXTEND for known in events_of(clock)):
        raise ClockError("The time was extended before, and the law allows that only once.")
    if event.by is None:
        raise ClockError("Say by how many days the time is to be extended.")
    most = words.amount(extension.count, extension.unit) if extension.count else ""
    if event.unit != extension.unit:
        raise ClockError(
            f"The law counts an extension in {extension.unit}"
            f"{f', by {most} at most' if most else ''}."
        )
    if event.by > (extension.count or event.by):
        raise ClockError(f"The law allows an extension by {most} at most.")
