"""Who may file for others at which company, by what key, and what they filed."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from dsar.cases.models import Case
from dsar.cases.of_case import OfCase
from dsar.companies.models import Company
from dsar.vault.fields import SealedField


class Business(models.Model):
    """What a company is called in the directory of businesses."""

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    business_id = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.business_id


class Agent(models.Model):
    """One line of the agents' directory, as it was when the company enrolled it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    agent_id = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    verify_key = models.CharField(max_length=44)
    """32 bytes of Ed25519, base64. Pinned: another one in a later file counts only on purpose."""
    web_url = models.CharField(max_length=500)
    """The only host that a person is sent back to after their proof."""
    enrolled_at = models.DateTimeField()
    # The company takes nothing more from it; a newer directory does not change that.
    barred_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "agent_id"], name="agent_once"),
            models.UniqueConstraint(fields=["id", "company"], name="agent_with_company"),
        ]

    def __str__(self) -> str:
        return self.agent_id

    @property
    def actor(self) -> str:
        return f"agent:{self.pk}"


class Token(models.Model):
    """What one agent shows at one company. Of the token itself only a hash is kept."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="tokens")
    # SHA-256 without salt or stretching: what it hashes is 256 random bits.
    digest = models.CharField(max_length=64, unique=True)
    # Keyed, of the message that asked for it, which gives no second one.
    message_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    # A newer one took its place; it still opens until then.
    retires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "message_digest"], name="token_once_a_message")
        ]

    def __str__(self) -> str:
        return f"token of {self.agent_id}"

    @staticmethod
    def usable(now: datetime) -> Q:
        return Q(revoked_at=None) & (Q(retires_at=None) | Q(retires_at__gt=now))


class AgentRequest(OfCase):
    """A case that an agent filed; its id is the `request_id`.

    Sealed `asked`: the agent's own id, what it claims of the person, what it says it verified, the
    relationships and the address to call back.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="agent_request")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="requests")
    action = models.CharField(max_length=20)
    asked = SealedField()
    # Keyed, of the signed message: a message is one request, once. Erased with the case.
    message_digest = models.CharField(max_length=64)
    has_callback = models.BooleanField()
    # How many changes the agent was owed a call for, and how the case stood at the last.
    told = models.PositiveIntegerField(default=0)
    told_as = models.CharField(max_length=100)

    FORGOTTEN: ClassVar[dict[str, Any]] = {"message_digest": Cast("pk", models.CharField())}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "message_digest"], name="agent_request_once_a_message"
            )
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(has_callback=True), name="agent_waits_for")
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.agent_id}"
