"""Leave of a second person for what cannot be taken back: exactly this, and nobody's own."""

from django.db import models
from django.db.models import Q

from .of_case import OfCase


class Approval(OfCase):
    """Asked for, then given, or ended. What it is for cannot change: a trigger sees to it, and to
    it that one which an answer went out under is never taken back."""

    class Kind(models.TextChoices):
        RELEASE = "release", "An answer"
        # Art. 12(5): as manifestly unfounded or excessive.
        REFUSAL = "refusal", "A refusal"
        FEE = "fee", "A fee"

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        APPROVED = "approved", "Approved"
        SENT_BACK = "sent_back", "Sent back"
        WITHDRAWN = "withdrawn", "Overtaken by a change"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=10, choices=Kind)
    # SHA-256 of what is approved, as it is sealed: it says nothing of what was erased.
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    # Everybody whose own work this is: none of them can approve it.
    prepared_by = models.JSONField()
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=40, blank=True)
    approved_at = models.DateTimeField(null=True)
    # The policy's written exception, where a desk of one approved its own work.
    alone_because = models.CharField(max_length=400, blank=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                # A refusal or a fee is carried out as it is approved: another may be asked for.
                condition=Q(state="asked") | Q(state="approved", kind="release"),
                name="one_open_approval",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="approval_with_company"),
            models.CheckConstraint(
                condition=Q(state="asked", approved_at=None, ended_at=None)
                | Q(state="approved", approved_at__isnull=False, ended_at=None)
                | Q(state__in=["sent_back", "withdrawn"], ended_at__isnull=False),
                name="approval_state_fits",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by="")
                | Q(approved_at__isnull=False) & ~Q(approved_by=""),
                name="approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "asked_at"],
                condition=Q(state="asked"),
                name="approval_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"
