"""Audit events as people say them. Codes stay codes in the chain; words are only added here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dsar.accounts.models import User
from dsar.audit.models import Event
from dsar.cases.dates import in_words
from dsar.cases.models import Case
from dsar.cases.transitions import Outcome
from dsar.companies.models import Company

WORDS = {
    "case.received": "Request recorded",
    "case.assigned": "Given to",
    "case.right-chosen": "Right named",
    "case.closed": "Closed",
    "identity.address-confirmed": "Address confirmed by code",
    "identity.evidence-answered": "Proof answered",
    "identity.requested": "Proof of identity asked for",
    "identity.accepted": "Identity accepted",
    "identity.skipped": "Identity check skipped",
    "evidence.viewed": "Proof looked at",
    "document.viewed": "Document looked at",
    "clarification.asked": "Question asked",
    "clarification.answered": "Question answered",
    "clarification.closed": "Went on without waiting",
    "message.received": "Message received",
    "clock.extended": "Extended",
    "fee.asked": "Fee asked for",
    "fee.paid": "Fee paid",
    "answer.attached": "File attached to the answer",
    "answer.removed": "File removed from the answer",
    "answer.drafted": "Answer sent to review",
    "answer.sent-back": "Answer sent back",
    "answer.approved": "Answer approved",
    "answer.released": "Answer released",
    "answer.downloaded": "Answer downloaded",
    "reminder.taken": "Reminder sent",
    "escalation.acknowledged": "Escalation seen",
    "company.added": "Company added",
    "policy.published": "Policy published",
    "role.given": "Role given",
    "role.taken": "Role taken away",
}
_OTHERS = {"requester": "The requester", "system": "The desk"}


@dataclass(frozen=True)
class Told:
    what: str
    who: str
    when: str
    facts: tuple[tuple[str, str], ...]
    event: Event


def told(events: Iterable[Event], about: Case | Company) -> list[Told]:
    """The events in words, in their order, with names read in one statement."""
    events = list(events)
    company = about.company if isinstance(about, Case) else about
    names = names_of(_actors(events))
    return [_tell(event, company, names) for event in events]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What to call them; whoever is no person of the desk has a name of their own."""
    numbers = {actor[5:] for actor in actors if actor.startswith("user:")}
    people = User.objects.filter(pk__in=[n for n in numbers if n.isdecimal()]) if numbers else ()
    return {**_OTHERS, **{person.actor: person.name for person in people}}


def who(actor: str, names: Mapping[str, str]) -> str:
    if actor.startswith("api:"):
        return f"API key {actor[4:]}"
    return names.get(actor, actor)


def when(moment: datetime, company: Company) -> str:
    """At the company's own place: “Monday 23 November 2026, 09:12”."""
    there = moment.astimezone(ZoneInfo(company.timezone or "UTC"))
    return f"{in_words(there.date())}, {there:%H:%M}"


def _tell(event: Event, company: Company, names: Mapping[str, str]) -> Told:
    facts = [
        (key.replace("_", " "), _plain(value, names))
        for key, value in event.facts.items()
        if value not in (None, "", [])
    ]
    if event.event == "case.closed":
        facts = [(key, _outcome(value) if key == "outcome" else value) for key, value in facts]
    return Told(
        what=WORDS.get(event.event, event.event),
        who=who(event.actor, names),
        when=when(event.at, company),
        facts=tuple(facts),
        event=event,
    )


def _actors(events: list[Event]) -> set[str]:
    found = {event.actor for event in events}
    for event in events:
        told_to = event.facts.get("told", [])
        found.update(told_to if isinstance(told_to, list) else [])
        found.add(str(event.facts.get("owner", "")))
    return found


def _plain(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_plain(one, names) for one in value)
    return who(str(value), names)


def _outcome(code: str) -> str:
    return str(Outcome(code).label) if code in Outcome.values else code
