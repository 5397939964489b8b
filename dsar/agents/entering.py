"""A token for each agent and company (2.05): asked for with a signature, shown with every call."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from dsar import tenancy
from dsar.audit.operations import record
from dsar.limits import HOUR, allows_of
from dsar.outbox.channels.webhook import PREFIX

from . import directory
from .models import Agent, Business, Token
from .signed import NoMessage, Untrusted, check_claims, digest_of, open_signed, parse

# The one before may still be on its way in a call.
GRACE = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=7)
SET_UPS = ("agent-set-up", 30, HOUR)
VERSION: Final = "1.0"


def set_up(*, agent_id: str, body: bytes, now: datetime) -> str:
    """A new token for the agent at the business that its message names; any older one opens for
    five minutes more. Raises Untrusted or NoMessage. A message gives one token, once."""
    with tenancy.every_company("a message says which business it is for only once it is opened"):
        message, key = _opened_by_any(agent_id, body)
        claims = parse(message)
        found = _named(claims.get("business-id"))
    if claims.get("agent-id") != agent_id:
        raise Untrusted("The claim agent-id is not that of the address.")
    if found is None:
        raise Untrusted("The claim business-id is not that of this business.")
    tenancy.narrow_to([found.company_id])
    agent = Agent.objects.filter(
        company_id=found.company_id, agent_id=agent_id, verify_key=key
    ).first()
    if agent is None:
        raise Untrusted("The business has not enrolled this agent with this key.")
    check_claims(claims, agent_id=agent_id, business_id=found.business_id, now=now)
    if claims.get("drp.version") != VERSION:
        raise NoMessage("The claim drp.version is not 1.0.")
    if not allows_of(SET_UPS, str(agent.pk)):
        raise Untrusted("Too many keys in an hour.")
    return _new_token(agent, digest_of(message), now=now)


def find_agent(token: str, *, now: datetime) -> Agent | None:
    """Whose token it is; None for one that opens nothing. From here on only this agent's company
    is in force."""
    with tenancy.every_company("a token says whose it is only once it is found"):
        found = (
            Token.objects.filter(Token.usable(now), digest=_digest(token))
            .select_related("agent__company")
            .first()
        )
    if found is None:
        return None
    tenancy.narrow_to([found.company_id])
    return found.agent


@transaction.atomic
def revoke_tokens(*, agent: Agent, actor: str, now: datetime) -> int:
    """The agent's calls are refused from the next one on, until it sets up a key again; how many
    tokens that were. Its requests go on."""
    count = Token.objects.filter(Token.usable(now), agent=agent).update(revoked_at=now)
    if count:
        record_of(agent, "agent.tokens-revoked", actor=actor, now=now)
    return count


def secrets_of(agent_pk: int, now: datetime) -> list[str]:
    """What a callback is signed with: of each token that opens, its SHA-256, which both sides know.
    The newest first."""
    usable = Token.objects.filter(Token.usable(now), agent_id=agent_pk).order_by("-made_at", "-pk")
    digests = usable.values_list("digest", flat=True)
    return [PREFIX + base64.b64encode(bytes.fromhex(digest)).decode() for digest in digests]


def _named(business_id: Any) -> Business | None:
    if not isinstance(business_id, str) or not directory.is_id(business_id):
        return None
    return Business.objects.filter(business_id=business_id).first()


def _opened_by_any(agent_id: str, body: bytes) -> tuple[bytes, str]:
    """The message, and the key that opens it: one agent may be pinned with another key by each
    company."""
    keys = Agent.objects.filter(agent_id=agent_id).values_list("verify_key", flat=True).distinct()
    refused = Untrusted("No such agent is enrolled.")
    for key in keys:
        try:
            return open_signed(body, key), key
        except Untrusted as error:
            refused = error
    raise refused


@transaction.atomic
def _new_token(agent: Agent, message_digest: str, *, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    now_known = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    if now_known.barred_at:
        raise Untrusted("The business takes nothing more from this agent.")
    if now_known.verify_key != agent.verify_key:  # another was pinned since the message was opened
        raise Untrusted("The business has not enrolled this agent with this key.")
    older = Token.objects.filter(agent=agent)
    older.filter(retires_at__lte=now - FORGOTTEN_AFTER).delete()
    older.filter(retires_at=None).update(retires_at=now + GRACE)
    try:
        with transaction.atomic():
            Token.objects.create(
                company_id=agent.company_id,
                agent=agent,
                digest=_digest(token),
                message_digest=message_digest,
                made_at=now,
            )
    except IntegrityError:
        raise Untrusted("This message was used before.") from None
    record_of(agent, "agent.key-set-up", actor=agent.actor, now=now)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def record_of(agent: Agent, event: str, *, actor: str, now: datetime) -> None:
    record(
        company_id=agent.company_id,
        event=event,
        subject=f"agent:{agent.pk}",
        actor=actor,
        now=now,
        facts={"agent": agent.agent_id},
    )
