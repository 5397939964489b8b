"""A company takes nothing more from an agent, until it lets it in again on purpose."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from .entering import record_of
from .models import Agent, Token


@transaction.atomic
def bar(*, agent: Agent, actor: str, now: datetime) -> bool:
    """The agent's key and tokens open nothing from the next call on, and it is called no more; what
    it filed stays with the officers. False for one that was barred before."""
    agent = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    if agent.barred_at:
        return False
    agent.barred_at = now
    agent.save(update_fields=["barred_at"])
    Token.objects.filter(agent=agent, revoked_at=None).update(revoked_at=now)
    record_of(agent, "agent.barred", actor=actor, now=now)
    return True


def readmit(agents: Iterable[Agent], *, actor: str, now: datetime) -> list[str]:
    """They may set up a key again, and their tokens of before stay revoked. The ids of those that
    were barred."""
    barred = [agent for agent in agents if agent.barred_at]
    for agent in barred:
        agent.barred_at = None
        agent.save(update_fields=["barred_at"])
        record_of(agent, "agent.readmitted", actor=actor, now=now)
    return [agent.agent_id for agent in barred]
