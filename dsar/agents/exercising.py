"""An agent files a request (2.01): a case like any other, through the operation of every door."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Channel
from dsar.cases.operations.clarifying import write_message
from dsar.cases.operations.closing import withdraw
from dsar.cases.operations.intake import Person, Request, receive_request
from dsar.vault.ids import new_id
from dsar.vault.operations import seal

from .callbacks import stands_as
from .entering import VERSION
from .models import Agent, AgentRequest
from .reading import Asked, Unusable, read

# Opting in to a sale is no request for anything that a desk could answer.
RIGHTS: Final = {
    "access": "access",
    "access:categories": "access",
    "access:specific": "access",
    "deletion": "erasure",
    # Counted in working days, and granted without proof of identity, as California wants it.
    "sale:opt-out": "marketing",
}
MEANING: Final = {
    "access": "A copy of their personal information",
    "access:categories": "The categories of personal information collected about them",
    "access:specific": "The specific pieces of personal information collected about them",
    "deletion": "Delete their personal information",
    "sale:opt-out": "Do not sell or share their personal information",
}


def exercise(
    *, agent: Agent, message: dict[str, Any], message_digest: str, now: datetime
) -> AgentRequest:
    """A case of the agent's company. The same message again is the same request, which it returns.

    What is claimed of the person counts as claimed: they prove who they are to us. Raises Unusable
    for what the protocol or this desk does not know.
    """
    if earlier := _heard(agent, message_digest):
        return earlier
    if message.get("drp.version") != VERSION:
        raise Unusable("The claim drp.version is not 1.0.")
    action = message.get("exercise")
    if not isinstance(action, str) or action not in RIGHTS:
        raise Unusable("Unsupported rights actions submitted.")
    asked = read(message)
    try:
        with transaction.atomic():
            return _file(agent, action, asked, message_digest, now=now)
    except Invalid as error:
        raise Unusable(str(error)) from None
    except IntegrityError:
        # The same message at the same moment: the other one was first.
        if earlier := _heard(agent, message_digest):
            return earlier
        raise


def request_of(agent: Agent, request_id: str) -> AgentRequest | None:
    """None for another agent's, for one that was erased, and for none: they look the same."""
    try:
        wanted = UUID(request_id)
    except ValueError:
        return None
    found = AgentRequest.objects.filter(pk=wanted, agent=agent, case__erased_at=None)
    return found.select_related("agent", *ALONG).first()


@transaction.atomic
def revoke(*, request: AgentRequest, reason: str, now: datetime) -> None:
    """The case is withdrawn, and what the agent wrote stands with it. One that is over stays as it
    ended: revoking is best effort."""
    case = Case.objects.get(pk=request.case_id)
    if not case.is_open or case.released_at is not None:
        return
    if reason.strip():
        write_message(
            case_id=case.pk,
            text=f"Withdrawn through {request.agent.name}: {reason}",
            actor=request.agent.actor,
            now=now,
        )
    try:
        withdraw(case_id=case.pk, actor=request.agent.actor, now=now)
    except NotAllowed:  # meanwhile it ended in another way
        transaction.set_rollback(True)


ALONG: Final = ("case__company", "case__clock", "case__data_key__company_key")


def _heard(agent: Agent, message_digest: str) -> AgentRequest | None:
    found = AgentRequest.objects.filter(agent=agent, message_digest=message_digest)
    return found.select_related("agent", *ALONG).first()


def _file(
    agent: Agent, action: str, asked: Asked, message_digest: str, *, now: datetime
) -> AgentRequest:
    request_id = new_id()
    case = receive_request(
        company=agent.company,
        request=Request(
            right=RIGHTS[action],
            channel=Channel.DRP,
            received_at=now,
            person=Person(name=asked.name, email=asked.email, postal=asked.postal),
            details=_details(agent, action, asked),
            external=("drp", str(request_id)),
            regime="ccpa" if asked.regime == "ccpa" else "",
        ),
        actor=agent.actor,
        now=now,
    )
    filed = AgentRequest(
        pk=request_id,
        company=agent.company,
        case=case,
        agent=agent,
        action=action,
        message_digest=message_digest,
        has_callback=bool(asked.callback),
        told_as=stands_as(case),
    )
    seal(filed, "asked", asked.to_json())
    filed.save(force_insert=True)
    return filed


def _details(agent: Agent, action: str, asked: Asked) -> list[tuple[str, str]]:
    """What an officer reads. The agent's word on who they are is marked as such."""
    verified = ", ".join(asked.said_verified) or "nothing"
    return [
        ("Filed through", f"{agent.name}, by the Data Rights Protocol"),
        ("Asked for", f"{MEANING[action]} ({action})"),
        ("Law named", "California (CCPA)" if asked.regime == "ccpa" else "None"),
        ("Phone number, as the agent claims", asked.phone),
        ("Postal address, as the agent claims", asked.postal),
        ("Power of attorney, as the agent refers to it", asked.power_of_attorney),
        ("How they know the company, as the agent says", ", ".join(asked.relationships)),
        ("The agent says that it verified", f"{verified}. We have not checked it."),
    ]
