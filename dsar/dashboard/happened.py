"""Audit events as people say them. Codes stay codes in the chain; words are only added here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dsar.accounts.models import User
from dsar.audit.models import Event
from dsar.cases.dates import in_words
from dsar.cases.event_names import WORDS
from dsar.cases.models import Case
from dsar.companies.models import Company

from .event_words import CODES, KEYS, distance

_OTHERS = {
    "requester": "The requester",
    "owner": "The system’s owner",
    "system": "The desk",
    "zendesk": "Zendesk",
    "jira": "Jira",
}


@dataclass(frozen=True)
class Told:
    what: str
    who: str
    when: str
    facts: tuple[tuple[str, str], ...]
    event: Event


def told(
    events: Iterable[Event], about: Case | Company, *, without: frozenset[str] = frozenset()
) -> list[Told]:
    """The events in words, in their order, with names read in one statement.

    `without` leaves facts out.
    """
    events = list(events)
    company = about.company if isinstance(about, Case) else about
    names = names_of(_actors(events))
    return [_tell(event, company, names, without) for event in events]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What to call them; whoever is no person of the desk has a name of their own."""
    numbers = {actor[5:] for actor in actors if actor.startswith("user:")}
    people = User.objects.filter(pk__in=[n for n in numbers if n.isdecimal()]) if numbers else ()
    return {**_OTHERS, **{person.actor: person.name for person in people}}


def who(actor: str, names: Mapping[str, str]) -> str:
    if actor.startswith("api:"):
        return f"API key {actor[4:]}"
    if actor.startswith("agent:"):
        return f"Agent number {actor[6:]}"
    if actor.startswith("processor:"):
        return "A processor, by OpenDSR"
    return names.get(actor, actor)


def when(moment: datetime, company: Company) -> str:
    """At the company's own place: “Monday 23 November 2026, 09:12”."""
    there = moment.astimezone(ZoneInfo(company.timezone or "UTC"))
    return f"{in_words(there.date())}, {there:%H:%M}"


def _tell(
    event: Event, company: Company, names: Mapping[str, str], without: frozenset[str]
) -> Told:
    facts = tuple(
        (KEYS.get(key, key.replace("_", " ")), _plain(key, value, company, names))
        for key, value in event.facts.items()
        if value not in (None, "", []) and key not in without
    )
    return Told(
        what=WORDS.get(event.event, event.event),
        who=who(event.actor, names),
        when=when(event.at, company),
        facts=facts,
        event=event,
    )


def _actors(events: list[Event]) -> set[str]:
    found = {event.actor for event in events}
    for event in events:
        for fact in ("told", "people", "prepared_by"):
            people = event.facts.get(fact, [])
            found.update(people if isinstance(people, list) else [])
        for fact in ("owner", "deputy", "approved_by", "first_by"):
            found.add(str(event.facts.get(fact, "")))
    return found


def _plain(key: str, value: Any, company: Company, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_plain(key, one, company, names) for one in value)
    text = str(value)
    if known := CODES.get(key, {}).get(text):
        return known
    if key == "kind":
        return distance(text)
    if key.endswith("_on") or key in ("on", "before", "after"):
        return in_words(_day(text)) or text
    if key.endswith("_at"):
        moment = _moment(text)
        return when(moment, company) if moment else text
    return who(text, names)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
