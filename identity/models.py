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
    ACCOUNT_TOKEN = "account_token", "They signed in to their account"
    LETTER_CODE = "letter_code", "A code sent by post"
    KNOWN_FACT = "known_fact", "Something only they would know"
    SIGNED_DECLARATION = "signed_declaration", "A signed declaration"
    BY_OFFICER = "by_officer", "An officer recognised them"
    VENDOR = "vendor", "A check by an outside service"
    DOCUMENT = "document", "An identity document"


class Manner(models.TextChoices):
    """How an officer recognised somebody."""

    KNOWN = "known", "They know the person"
    CALL = "call", "They called back a number on file"
    VIDEO = "video", "They saw the person by video"
    COUNTER = "counter", "The person came to the counter"


class SkipReason(models.TextChoices):
    KNOWN_CONTACT = "known-contact", "They wrote from an address we already hold"
    SIGNED_IN = "signed-in", "They were signed in to their account"
    FACTS_MATCH = "facts-match", "What they told us matches what we hold"
    IN_PERSON = "in-person", "They were recognised in person or by phone"
    ASKED_TOGETHER = "asked-together", "Settled for another request that they sent with it"
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
    method = models.CharField(max_length=20, choices=Method.choices, blank=True)
    manner = models.CharField(max_length=8, choices=Manner.choices, blank=True)
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
            models.CheckConstraint(
                name="identity_manner_only_of_an_officer",
                condition=Q(manner="") | Q(method="by_officer"),
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
        LETTER = "letter", "A code by post"
        SIGNED = "signed", "A signed declaration"
        ACCOUNT = "account", "Their account"
        VENDOR = "vendor", "An outside service"
        MANDATE = "mandate", "That they may act for somebody"

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
    # When it proved itself: the code came back, the account or the service said yes, what they
    # know matched. Typing an address proves nothing.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Of something they know: what an answer must hash to, until the decision; empty where nobody
    # said beforehand what is held. Never the fact itself.
    fact_hash = models.CharField(max_length=64, blank=True)
    tries_left = models.PositiveSmallIntegerField(default=5)
    note = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verification", "code"], name="identity_item_once"),
            # A decided check holds no copy of a document any more.
            models.CheckConstraint(
                name="identity_file_only_while_given",
                condition=Q(file_id=None) | Q(kind__in=["document", "mandate"], state="given"),
            ),
            models.CheckConstraint(
                name="identity_given_document_has_file",
                condition=~Q(kind__in=["document", "mandate"], state="given")
                | Q(file_id__isnull=False),
            ),
            models.CheckConstraint(
                name="identity_confirmed_is_given",
                condition=Q(confirmed_at=None)
                | Q(
                    kind__in=["email", "text", "letter", "account", "vendor"],
                    state__in=["given", "accepted", "refused"],
                ),
            ),
            models.CheckConstraint(
                name="identity_fact_only_of_words", condition=Q(fact_hash="") | Q(kind="text")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Challenge(models.Model):
    """A secret sent to somebody, once as digits to type and once as a link. Neither is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.BigIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    code_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - older rows
    expires_at = models.DateTimeField(db_index=True)
    tries_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    secret: str = ""
    """What the link carries, 256 random bits; only on what `challenge` returns."""

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject"], name="identity_challenge_for")]

    def __str__(self) -> str:
        return str(self.pk)
