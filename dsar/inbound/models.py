"""What came by e-mail, as it came, and what became of it."""

from django.db import models
from django.db.models import Q

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey, SealedFile


class Mailbox(models.Model):
    """Where a company's mail is fetched. Sealed `settings`: host, port, user, password, folder."""

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    settings = SealedField()
    is_on = models.BooleanField(default=True)
    # Nothing that came before is fetched.
    since = models.DateField()
    # How far it was read, and what the numbers mean (RFC 3501, 2.3.1.1).
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    # Since when it cannot be reached, and why: a code of `imap.py`.
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)
    next_look_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_look_at"], condition=Q(is_on=True), name="mailbox_due")
        ]

    def __str__(self) -> str:
        return f"mailbox of {self.company}"


class Mail(models.Model):
    """One message. `raw` holds its bytes; sealed `facts` what was read in them, by `reading.py`.

    It has a key of its own until it belongs to a case; then that case's, and goes with it.
    """

    class Door(models.TextChoices):
        IMAP = "imap", "A mailbox"
        HTTP = "http", "A mail provider"
        PIPE = "pipe", "The mail server"

    class ToldBy(models.TextChoices):
        """Who says when it arrived."""

        MAILBOX = "mailbox", "the mailbox"
        SERVER = "server", "the mail server that took it"
        DOOR = "door", "the moment it was handed to us"

    class State(models.TextChoices):
        STORED = "stored", "Not read yet"
        TRIAGE = "triage", "Waits for a decision"
        CASE = "case", "Became a case"
        MESSAGE = "message", "Belongs to a case"
        BOUNCE = "bounce", "A mail of ours came back"
        AUTOMATIC = "automatic", "Sent by a machine"
        NO_REQUEST = "no-request", "Not a request"

    class Why(models.TextChoices):
        SPAM = "spam", "Advertising or spam"
        QUESTION = "question", "A question for somebody else in the company"
        STAFF = "staff", "From a colleague or a supplier, about something else"
        COPY = "copy", "We have it already"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    raw = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    facts = SealedField()
    door = models.CharField(max_length=4, choices=Door)
    # What the law counts from: the arrival, never the moment of reading.
    received_at = models.DateTimeField()
    told_by = models.CharField(max_length=8, choices=ToldBy)
    stored_at = models.DateTimeField()
    # A keyed hash, by which the same message is known when it comes again.
    digest = models.CharField(max_length=64)
    # False: only its head came over, the rest lies in the mailbox.
    is_whole = models.BooleanField(default=True)
    # Looks at which nobody could read it, whatever the message: tried less often goes first.
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    # The message of the case that its words became.
    message_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "digest"], name="mail_stored_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["case", "message"]) | Q(case__isnull=False),
                name="mail_of_a_case_names_it",
            ),
            models.CheckConstraint(
                condition=Q(state="no-request") & ~Q(why="") | ~Q(state="no-request") & Q(why=""),
                name="mail_no_request_iff_why",
            ),
        ]
        indexes = [
            models.Index(fields=["stored_at"], condition=Q(state="stored"), name="mail_to_be_read"),
            models.Index(
                fields=["company", "received_at"],
                condition=Q(state="triage"),
                name="mail_in_triage",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
