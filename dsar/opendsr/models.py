"""Which system of a company is asked by OpenDSR, and what became of each request."""

from typing import Any, ClassVar, Final
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dsar.cases.of_case import OfCase
from dsar.companies.models import Company
from dsar.fulfilment.models import SearchTask, System
from dsar.vault.fields import SealedField
from dsar.vault.models import DataKey

# What a case knows of a person that the protocol has a name for, in each format that it knows.
IDENTITIES: Final = {
    "email:raw": "The email address",
    "email:sha256": "The email address as SHA-256",
    "email:sha1": "The email address as SHA-1",
    "email:md5": "The email address as MD5",
}


class Processor(models.Model):
    """Where a system's requests go. Sealed `credential`: what opens the door there."""

    class Algorithm(models.TextChoices):
        """The specification names no padding, and those who sign differ."""

        PKCS1 = "rsa-pkcs1", "RSA, PKCS #1 v1.5 (most)"
        PSS = "rsa-pss", "RSA-PSS"
        ECDSA = "ecdsa", "ECDSA"

    class Door(models.TextChoices):
        BASIC = "basic", "User name and password (Basic)"
        BEARER = "bearer", "Token (Bearer)"
        NONE = "none", "Nothing"

    class Route(models.TextChoices):
        REQUESTS = "requests", "/requests (OpenDSR 2.0)"
        OPENDSR = "opendsr_requests", "/opendsr_requests"
        OPENGDPR = "opengdpr_requests", "/opengdpr_requests (version 1)"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    system = models.OneToOneField(System, on_delete=models.PROTECT, related_name="processor")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    # In the address that it calls back: whose call it is, and no secret.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    base_url = models.CharField(max_length=500)
    domain = models.CharField(max_length=253)
    """By which its certificate goes, and every answer that it signs."""
    route = models.CharField(max_length=20, choices=Route, default=Route.REQUESTS)
    algorithm = models.CharField(max_length=10, choices=Algorithm, default=Algorithm.PKCS1)
    door = models.CharField(max_length=6, choices=Door, default=Door.BASIC)
    credential = SealedField()
    identities = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of IDENTITIES that may be sent, by the company's choice."""
    is_on = models.BooleanField(default=False)
    on_since = models.DateTimeField(null=True)
    """When it was last switched on: searches asked for before that went to a person."""

    # What it said of itself the last time.
    version = models.CharField(max_length=10, blank=True)
    takes = ArrayField(models.CharField(max_length=60), default=list)
    """Identities as "type:format"."""
    does = ArrayField(models.CharField(max_length=20), default=list)
    """Kinds of request."""
    certificate = models.TextField(blank=True)
    """PEM: its own first, then those between it and an authority."""
    read_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    """When it was last asked, whatever came of it."""
    trouble = models.CharField(max_length=40, blank=True)
    """A code, for as long as the last call of any kind failed."""
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="processor_with_company"),
        ]

    def __str__(self) -> str:
        return f"processor of system {self.system_id}"

    @property
    def actor(self) -> str:
        return f"processor:{self.pk}"


class ProcessorRequest(OfCase):
    """What one processor was asked for one search task. Sealed `results`: where they lie, and how
    many. What was sent is kept nowhere once it has left; the outbox forgets it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not sent yet"
        PENDING = "pending", "Taken"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETED = "completed", "Done there"
        RECORDED = "recorded", "Recorded"
        CANCELLED = "cancelled", "Cancelled by the processor"
        FAILED = "failed", "Given to a person"
        WITHDRAWN = "withdrawn", "Called off"

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="processor_requests"
    )
    task = models.OneToOneField(
        SearchTask, on_delete=models.PROTECT, related_name="processor_request"
    )
    processor = models.ForeignKey(Processor, on_delete=models.PROTECT, related_name="requests")
    # The protocol wants a version 4, made by us; sent again it is the same.
    subject_request_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    sent_as = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of IDENTITIES."""
    code = models.CharField(max_length=40, blank=True)
    """Why it was not done, or what is in its way."""
    expected_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    results = SealedField()
    next_look_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    misses = models.PositiveSmallIntegerField(default=0)
    """Looks without an answer, one after another."""

    FORGOTTEN: ClassVar[dict[str, Any]] = {"next_look_at": None}
    ON_ITS_WAY: ClassVar = (State.WAITING, State.PENDING, State.IN_PROGRESS, State.COMPLETED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="processor_request_with_company")
        ]
        indexes = [
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="processor_to_look_at",
            ),
            models.Index(
                fields=["case"],
                condition=Q(state__in=["waiting", "pending", "in_progress", "completed"]),
                name="processor_on_its_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_request_id}: {self.state}"
