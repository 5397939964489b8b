"""Why a case may not be erased, though its time is over."""

from django.db import models
from django.db.models import Q

from dsar.vault.fields import SealedField

from .of_case import OfCase


class Hold(OfCase):
    """A legal hold, for as long as it is not lifted. Sealed: why it was placed, and why lifted."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="holds")
    reason = SealedField()
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=40)
    lifted_because = SealedField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at=None), name="one_hold_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="")
                | Q(lifted_at__isnull=False) & ~Q(lifted_by=""),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.placed_at:%Y-%m-%d}"
