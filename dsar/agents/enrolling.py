"""A company takes the agents' directory in, as a pinned copy."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from dsar.audit.operations import record
from dsar.companies.models import Company
from dsar.security_events import happened

from . import barring, directory
from .directory import Entry
from .models import Agent, Business, Token


class NotEnrolled(Exception):
    """Nothing was taken in. The text is a sentence."""


@dataclass
class Taken:
    """What became of each entry, by the agents' ids."""

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Another name or address."""
    new_keys: list[str] = field(default_factory=list)
    """Another key: their tokens opened nothing any more from that moment on."""
    unlisted: list[str] = field(default_factory=list)
    """Enrolled earlier and not in this file; they stay."""
    readmitted: list[str] = field(default_factory=list)
    """Were barred, and may set up a key again."""
    barred: list[str] = field(default_factory=list)
    """Nothing is taken from them, whatever the file says."""


def enrol(
    *,
    company: Company,
    text: str,
    actor: str,
    now: datetime,
    business_id: str = "",
    accept_changed_keys: bool = False,
    readmit: Collection[str] = (),
) -> Taken:
    """Every agent of the file may set up a key at the company, but for those that it barred and
    `readmit` does not name. NotEnrolled for a file with another key than the pinned one: whoever
    changes a directory could file in an agent's name."""
    try:
        entries = directory.read(text)
    except directory.NoDirectory as error:
        raise NotEnrolled(str(error)) from None
    if company.published_at is None:
        raise NotEnrolled(f"{company.name} has no published policy, so it cannot receive requests.")
    if strange := sorted(set(readmit) - {entry.agent_id for entry in entries}):
        raise NotEnrolled(f"The file does not name {', '.join(strange)}.")
    pinned = {agent.agent_id: agent for agent in Agent.objects.filter(company=company)}
    other = [e for e in entries if e.agent_id in pinned and _has_other_key(pinned[e.agent_id], e)]
    for entry in other:
        happened("agent.key-changed", agent=pinned[entry.agent_id].pk, taken=accept_changed_keys)
    if other and not accept_changed_keys:
        _note_keys(company, other, actor=actor, now=now)
        names = ", ".join(entry.agent_id for entry in other)
        raise NotEnrolled(
            f"The file names another key than the pinned one for {names}. Ask the agent by another "
            "way whether it changed its key; then enrol with --accept-changed-keys."
        )
    return _take(company, entries, business_id, readmit, actor=actor, now=now)


def business_of(company: Company) -> Business | None:
    return Business.objects.filter(company=company).first()


@transaction.atomic
def _take(
    company: Company,
    entries: list[Entry],
    business_id: str,
    readmit: Collection[str],
    *,
    actor: str,
    now: datetime,
) -> Taken:
    company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    _name(company, business_id)
    taken = Taken()
    # Locked: whoever sets up a key with the one of before is here already, or comes too late.
    agents = Agent.objects.select_for_update(no_key=True).filter(company=company).order_by("pk")
    known = {agent.agent_id: agent for agent in agents}
    for entry in entries:
        agent = known.pop(entry.agent_id, None)
        _keep(company, agent, entry, taken, now=now)
    taken.unlisted = sorted(known)
    barred = Agent.objects.filter(company=company, barred_at__isnull=False).order_by("agent_id")
    taken.readmitted = barring.readmit(barred.filter(agent_id__in=readmit), actor=actor, now=now)
    taken.barred = list(barred.values_list("agent_id", flat=True))
    facts = {"added": len(taken.added), "new_keys": len(taken.new_keys)}
    _record(company, "agents.enrolled", actor=actor, now=now, **facts)
    return taken


def _keep(
    company: Company, agent: Agent | None, entry: Entry, taken: Taken, *, now: datetime
) -> None:
    if agent is None:
        Agent.objects.create(
            company=company,
            agent_id=entry.agent_id,
            name=entry.name,
            verify_key=entry.verify_key,
            web_url=entry.web_url,
            enrolled_at=now,
        )
        taken.added.append(entry.agent_id)
        return
    if agent.verify_key != entry.verify_key:
        # They were given to whoever held the key before.
        Token.objects.filter(agent=agent, revoked_at=None).update(revoked_at=now)
        taken.new_keys.append(entry.agent_id)
    elif (agent.name, agent.web_url) != (entry.name, entry.web_url):
        taken.changed.append(entry.agent_id)
    else:
        taken.unchanged.append(entry.agent_id)
    agent.name, agent.verify_key, agent.web_url = entry.name, entry.verify_key, entry.web_url
    agent.save(update_fields=["name", "verify_key", "web_url"])


def _name(company: Company, business_id: str) -> None:
    """The company has an id in the protocol: the given one, or made of its address."""
    known = business_of(company)
    wanted = business_id or (known and known.business_id) or company.slug.upper().replace("-", "_")
    if not directory.is_id(wanted):
        raise NotEnrolled("Write the id of the business in letters, figures, “_”, “-” and “.”.")
    if Business.objects.filter(business_id=wanted).exclude(company=company).exists():
        raise NotEnrolled(f"Another company is called {wanted} already.")
    Business.objects.update_or_create(company=company, defaults={"business_id": wanted})


def _has_other_key(agent: Agent, entry: Entry) -> bool:
    return agent.verify_key != entry.verify_key


def _note_keys(company: Company, entries: list[Entry], *, actor: str, now: datetime) -> None:
    facts = {"agents": [entry.agent_id for entry in entries]}
    _record(company, "agents.key-refused", actor=actor, now=now, **facts)


def _record(company: Company, event: str, *, actor: str, now: datetime, **facts: object) -> None:
    record(
        company_id=company.pk,
        event=event,
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts=facts,
    )
