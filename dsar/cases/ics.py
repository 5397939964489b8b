"""The dates of cases as a calendar (RFC 5545). References, days and reasons, and nobody's data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from deadlines import telling, words
from deadlines.models import Clock

from .dates import in_words
from .models import Case

EVENTS = 2000
REFRESH = timedelta(hours=1)
ABOUT = (
    "When requests have to be answered. A request that has no date yet, because something is "
    "awaited, stands on the day on which to ask again. It holds no personal data."
)


@dataclass(frozen=True)
class Entry:
    """One day of one case. `what` names it for good: a program finds it again by that."""

    case: Case
    what: str
    on: date
    summary: str
    text: str


def calendar(cases: Iterable[Case], *, name: str) -> bytes:
    """All-day entries of these cases, the earliest first and at most `EVENTS` of them. The same
    cases give the same bytes, whenever they are asked for."""
    entries = sorted(
        (entry for case in cases for entry in entries_of(case)),
        key=lambda entry: (entry.on, entry.case.reference, entry.what),
    )
    found = Calendar()
    found.add("prodid", "-//DSAR desk//Calendar feed//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("x-wr-caldesc", ABOUT if len(entries) <= EVENTS else f"{ABOUT} {_cut(len(entries))}")
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    for entry in entries[:EVENTS]:
        found.add_component(_event(entry))
    written: bytes = found.to_ical()
    return written


def entries_of(case: Case) -> Iterator[Entry]:
    """When it is due, and before that the last day to extend it and our own aim; while it waits,
    the day on which to ask again."""
    clock = case.clock
    sentence = telling.sentence(clock.explained)
    if clock.due_on is None:
        if again_on := getattr(case, "ask_again_on", None):
            yield Entry(case, "waiting", again_on, _left(clock), f"{sentence} Time to ask again.")
        return
    yield Entry(case, "due", clock.due_on, "due", sentence)
    if clock.notice_by and not clock.extended:
        text = "The last day to tell the requester that more time is needed, and why."
        yield Entry(case, "extend", clock.notice_by, "last day to extend", f"{text} {sentence}")
    if clock.target_on:
        text = f"Our own aim; the answer is due by {in_words(clock.due_on)}."
        yield Entry(case, "target", clock.target_on, "our own aim", text)


def _left(clock: Clock) -> str:
    """“no date yet, 12 days left once answered”; nothing is left over of a time not yet begun."""
    left = clock.explained.days_left_if_paused
    return "no date yet" if left is None else f"no date yet, {words.days(left)} left once answered"


def _event(entry: Entry) -> Event:
    case = entry.case
    link = f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/"
    changed: datetime = getattr(case, "changed_at", None) or case.created_at
    event = Event()
    event.add("uid", f"{case.pk}-{entry.what}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    # Whatever moves a date is written to the audit chain, so this rises with it.
    event.add("sequence", getattr(case, "changes", None) or 0)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))  # the first day that is not meant
    event.add("summary", f"{case.reference}: {entry.summary}")
    event.add("description", f"{entry.text}\n{link}")
    event.add("url", link)
    event.add("transp", "TRANSPARENT")  # nobody is busy all day because something is due
    event.add("class", "PRIVATE")
    return event


def _cut(count: int) -> str:
    return f"Only the nearest {EVENTS} of {count} days are in it."
