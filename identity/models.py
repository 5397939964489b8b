"""What was asked as proof of who someone is, what came of it, and the codes sent on the way.

Nothing here says who the person is. What they typed and what they uploaded stays with the caller,
sealed; an item knows only that something was given and under which file id.
"""

import uuid

from django.db import models
from django.db.models import Q


class Method(models.TextChoices):
    """How someone was recognised, least intrusive first. Each is a file in `methods/`."""

    EMAIL_CODE = "email_code", "A code sent to their address"
    KNOWN_FACT = "known_fact", "Something only they would know"
    BY_OFFICER = "by_officer", "An officer recognised them"
    DOCUMENT = "document", "An identity document"


class SkipReason(models.TextChoices):
    KNOWN_CONTACT = "known-contact", "They wrote from an address we already hold"
    SIGNED_IN = "signed-in", "They were signed in to their account"
    FACTS_MATCH = "facts-match", "What they told us matches what we hold"
    IN_PERSON = "in-person", "They were recognised in person or by phone"
    NO_DATA_LEAVES = (
        "no-data-leaves",
        "Nothing is disclosed or changed that could harm anyone",
    )


class FailReason(models.TextChoices):
    NO_ANSWER = "no-answer", "They did not send what we asked for"
    NO_MATCH = "no-match", "What they sent does not match what we hold"
    DOUBTFUL = "doubtful", "What they sent could not be relied on"
    NO_AUTHORITY = "no-authority", "They could not show that they may act for this person"


class Verification(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", "Not decided"
        ACCEPTED = "accepted", "Accepted"
        SKIPPED = "skipped", "Skipped with a reason"
        FAILED = "failed", "Not proved"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.BigIntegerField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    method = models.CharField(max_length=12, choices=Method.choices, blank=True)
    reason = models.CharField(
        max_length=20, choices=SkipReason.choices + FailReason.choices, blank=True
    )
    # A remark on the decision. The caller sees to it that it names nobody.
    note = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_decided_has_when_and_who",
                condition=Q(state="pending", decided_at=None, decided_by="")
                | (~Q(state="pending") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="identity_accepted_has_method",
                condition=Q(state="accepted") & ~Q(method="") | ~Q(state="accepted") & Q(method=""),
            ),
            models.CheckConstraint(
                name="identity_skipped_or_failed_has_reason",
                condition=~Q(state__in=["skipped", "failed"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Item(models.Model):
    """One thing asked for as proof, and whether it came."""

    class Kind(models.TextChoices):
        EMAIL = "email", "An e-mail address"
        TEXT = "text", "Something they know"
        DOCUMENT = "document", "A document"

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        GIVEN = "given", "Given"
        NOT_HELD = "not_held", "They do not have it"
        BY_POST = "by_post", "Coming by post"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Not accepted"
        DELETED = "deleted", "Copy deleted"

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="items")
    company_id = models.BigIntegerField()
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    file_id = models.UUIDField(null=True, blank=True)
    # For an address: when a code that was sent to it came back. Typing it proves nothing.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verification", "code"], name="identity_item_once"),
            # A decided check holds no copy of a document any more.
            models.CheckConstraint(
                name="identity_file_only_while_given",
                condition=Q(file_id=None) | Q(kind="document", state="given"),
            ),
            models.CheckConstraint(
                name="identity_given_document_has_file",
                condition=~Q(kind="document", state="given") | Q(file_id__isnull=False),
            ),
            models.CheckConstraint(
                name="identity_confirmed_is_a_given_address",
                condition=Q(confirmed_at=None)
                | Q(kind="email", state__in=["given", "accepted", "refused"]),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Challenge(models.Model):
    """Six digits sent to an address. The digits themselves are never stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.BigIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    tries_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject"], name="identity_challenge_for")]

    def __str__(self) -> str:
        return str(self.pk)
