"""A case is one right exercised by one person at one company."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from deadlines.models import Clock
from dsar.companies.models import Company, Policy
from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey, SealedFile
from identity.models import Verification

from .action_taken import ActionTaken  # noqa: F401 - a model of this app
from .approval import Approval
from .authority import Authority  # noqa: F401 - a model of this app
from .calendar_feed import CalendarFeed  # noqa: F401 - a model of this app
from .erase_request import EraseRequest  # noqa: F401 - a model of this app
from .fee import Fee  # noqa: F401 - a model of this app
from .hold import Hold  # noqa: F401 - a model of this app
from .incident import Incident  # noqa: F401 - a model of this app
from .of_case import OfCase
from .regulator_contact import RegulatorContact  # noqa: F401 - a model of this app
from .retention_run import RetentionRun  # noqa: F401 - a model of this app
from .snooze import Snooze  # noqa: F401 - a model of this app
from .summary import Summary  # noqa: F401 - a model of this app
from .suppressed import Suppressed  # noqa: F401 - a model of this app
from .together import Together
from .transfer import Transfer  # noqa: F401 - a model of this app
from .transitions import Outcome, Status


class Channel(models.TextChoices):
    FORM = "form", "Web form"
    EMAIL = "email", "Email"
    POST = "post", "Letter"
    PHONE = "phone", "Phone"
    COUNTER = "counter", "In person"
    API = "api", "API"
    DRP = "drp", "Data Rights Protocol"


class GoesTo(models.TextChoices):
    """Whom an answer went to, in the only ways there are. A trigger refuses any other."""

    PROVED = "proved", "An address that was proved theirs"
    POST = "post", "A postal address, on paper"
    # Where nothing is disclosed and no file leaves: Art. 7(3) and 21(3) want it as easy.
    UNPROVED = "unproved", "An address that nobody proved: words only, nothing about anybody"


class Case(models.Model):
    """Sealed: `person` (name, email, postal, representative) and `details` (their own words)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="cases")
    # The version it was received under, for good.
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16, unique=True)
    right = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel)
    # The law that it was asked under, where that is not the company's own.
    regime = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    refusal_ground = models.CharField(max_length=40, blank=True)
    # Leaving something out is a refusal in part, and needs a ground as well (Art. 12(4)).
    withheld_ground = models.CharField(max_length=40, blank=True)

    clock = models.OneToOneField(Clock, on_delete=models.PROTECT, related_name="+")
    verification = models.OneToOneField(Verification, on_delete=models.PROTECT, related_name="+")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    # What was asked for in the same breath; None for a request of its own.
    together = models.ForeignKey(
        Together, on_delete=models.PROTECT, null=True, related_name="cases"
    )

    # The request that a complaint is about.
    about = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="complaints"
    )

    person = SealedField()
    details = SealedField()
    language = models.CharField(max_length=5, default="en")
    external_system = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    # A code of `suspecting.SIGNS`, until an officer says that a person asked; empty for no sign.
    suspected = models.CharField(max_length=10, blank=True, default="")
    # Came through an API key in test mode, or was invented for a demonstration.
    is_test = models.BooleanField(default=False)

    received_at = models.DateTimeField()
    created_at = models.DateTimeField()
    identity_settled_at = models.DateTimeField(null=True)
    # Where the answer goes was changed: a while has to pass.
    contact_changed_at = models.DateTimeField(null=True)
    # A deletion: when they were told of it, and the last day on which they may stop it.
    stop_told_on = models.DateField(null=True)
    stop_until = models.DateField(null=True)
    # The email address was proved theirs: by a code, their account, or as the one on file.
    contact_confirmed_at = models.DateTimeField(null=True)
    # Whoever opened its page before that has to ask for a code again.
    opened_anew_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    goes_to = models.CharField(max_length=10, choices=GoesTo, blank=True)
    # The second person's leave, for as long as the answer is out.
    release_approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Until then the answer lies ready; from the first download on it cannot be taken back.
    download_until = models.DateTimeField(null=True)
    first_download_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Since when only its entry in the register is left, and why: a code of `erasing.WHY`.
    erased_at = models.DateTimeField(null=True)
    erased_for = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="case_newest"),
            # One case in a hundred is open: whoever asks for a status asks for one of these.
            models.Index(
                fields=["status", "company"],
                condition=~Q(status="closed"),
                name="case_open_by_status",
            ),
            models.Index(
                fields=["company", "closed_at"],
                condition=Q(closed_at__isnull=False, erased_at=None),
                name="case_kept_after_its_end",
            ),
            models.Index(
                fields=["company", "external_system", "external_id"],
                condition=~Q(external_id=""),
                name="case_external",
            ),
            models.Index(
                fields=["company", "created_at"],
                condition=~Q(suspected=""),
                name="case_suspected",
            ),
        ]
        constraints = [
            # Children name both, so that none can hang on another company's case.
            models.UniqueConstraint(fields=["id", "company"], name="case_with_company"),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(status="closed") & Q(closed_at__isnull=True, outcome=""),
                name="closed_iff_outcome",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(identity_settled_at__isnull=False),
                name="released_only_if_identity_settled",
            ),
            models.CheckConstraint(
                condition=Q(contact_confirmed_at=None)
                | Q(contact_changed_at=None)
                | Q(contact_confirmed_at__gte=models.F("contact_changed_at")),
                name="contact_confirmed_after_change",
            ),
            models.CheckConstraint(
                condition=Q(stop_told_on=None, stop_until=None)
                | Q(right="erasure", stop_until__gt=models.F("stop_told_on")),
                name="stopped_until_a_day_after_told",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, release_approval=None)
                | Q(released_at__isnull=False, release_approval__isnull=False),
                name="released_with_approval",
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused") & ~Q(refusal_ground="")
                | ~Q(outcome="refused") & Q(refusal_ground=""),
                name="refused_iff_ground",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="partly_fulfilled") | ~Q(withheld_ground=""),
                name="partly_only_with_ground",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_for="")
                | Q(
                    Q(erased_at__isnull=False, status="closed"),
                    ~Q(erased_for=""),
                    Q(person=None, details=None, external_system="", external_id=""),
                ),
                name="erased_is_closed_and_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def answer_is_open(self, now: datetime) -> bool:
        """Whether the requester can download it."""
        until = self.download_until
        return self.released_at is not None and (until is None or now < until)

    @property
    def law(self) -> str:
        """What it is answered under: the law that was named for it, or else the company's own."""
        return self.regime or self.policy.rules.regime.value

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    @property
    def is_held(self) -> bool:
        """A legal hold stands: nothing of it may be erased."""
        return self.data_key.held_at is not None


class Message(OfCase):
    """One letter, message or note. Sealed `body`: {"subject", "text"}."""

    class Direction(models.TextChoices):
        IN = "in", "From the requester"
        OUT = "out", "To the requester"
        NOTE = "note", "Internal note"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    kind = models.CharField(max_length=20)
    body = SealedField()
    # What a letter of ours is written in, whatever the case speaks later.
    language = models.CharField(max_length=5, default="en")
    # A letter for someone without an email address waits here until it is printed and posted.
    by_post = models.BooleanField(default=False)
    posted_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "at"], name="message_by_time"),
            models.Index(
                name="message_to_post",
                fields=["company", "at"],
                condition=models.Q(by_post=True, posted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.direction})"


class Document(OfCase):
    """A file that is no evidence of identity: an answer, what a requester sent along, what a search
    found, or a letter of the supervisory authority. Of these only an answer is ever seen by the
    requester."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answer"
        SENT = "sent", "Sent by the requester"
        HELD = "held", "Not given: withheld, or given as a redacted copy"
        FOUND = "found", "Found in a system"
        REGULATOR = "regulator", "From or to the supervisory authority"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    explanation = SealedField()
    # Taken into the answer from a search: out of it, it is what was found again, and not gone.
    was_found = models.BooleanField(default=False)
    # Whose work it is; empty for what a requester sent.
    added_by = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="document_with_company")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Escalation(OfCase):
    """Somebody above the owner was told; it stays open until one of them says “seen”."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations")
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=24)
    raised_at = models.DateTimeField()
    # The case's due date at that moment: once it is another, or none, the reason is gone.
    due_on = models.DateField(null=True)
    # When the next level is told, if nobody has said “seen” by then; None: nobody will be.
    next_at = models.DateTimeField(null=True)
    # Nobody stands above: it stays red until it is seen.
    is_last = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "level", "kind"], name="escalated_once")
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(acknowledged_at=None, next_at__isnull=False),
                name="escalation_goes_on",
            ),
            models.Index(
                fields=["company", "raised_at"],
                condition=Q(acknowledged_at=None, is_last=True),
                name="escalation_to_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.level}"


class Digest(models.Model):
    """One mail for many notices that one person had to get at one look."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="digest_with_company")
        ]

    def __str__(self) -> str:
        return f"digest for {self.user_id}"


class Notice(models.Model):
    """Something that one member of staff has to know about one case. No personal data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Whoever is away and would have been told.
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    away_until = models.DateField(null=True)
    # As whom they were told: “owner”, or a level above.
    level = models.CharField(max_length=10, default="owner")
    # The level that did not answer, where it was passed on.
    silent = models.CharField(max_length=10, blank=True)
    # What it is, readable: telling the same person the same thing twice is refused.
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)  # due-14, overdue-3, notice-3, waiting+7
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)
    raised_at = models.DateTimeField()
    # Owed to the outbox: alone, or in the digest with others.
    mailed_at = models.DateTimeField(null=True)
    digest = models.ForeignKey(
        "Digest", on_delete=models.PROTECT, null=True, related_name="notices"
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [
            models.Index(
                fields=["company", "user"],
                condition=Q(by_mail=True, mailed_at=None),
                name="notice_to_be_mailed",
            ),
            models.Index(
                fields=["user", "-raised_at"],
                condition=Q(in_app=True, read_at=None),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
