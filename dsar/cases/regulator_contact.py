"""What the supervisory authority wrote about a case, and what it was answered (Art. 31)."""

from django.db import models
from django.db.models import F, Q

from dsar.vault.fields import SealedField

from .of_case import OfCase


class RegulatorContact(OfCase):
    """Sealed `said`: {"summary", "their_reference"}. It stands as it was written: what follows is
    another one."""

    class Direction(models.TextChoices):
        RECEIVED = "received", "From the authority"
        SENT = "sent", "To the authority"

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="regulator_contacts"
    )
    direction = models.CharField(max_length=8, choices=Direction)
    happened_on = models.DateField()
    # By when the authority wants an answer.
    due_on = models.DateField(null=True)
    said = SealedField()
    document = models.ForeignKey(
        "cases.Document", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(direction="received", due_on__gte=F("happened_on")),
                name="regulator_due_after_it_came",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "happened_on"], name="regulator_contact_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} on {self.happened_on}"
