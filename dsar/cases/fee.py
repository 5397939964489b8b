"""What a requester has to pay before the desk goes on."""

from django.db import models
from django.db.models import Q

from dsar.vault.fields import SealedField

from .grounds import FEE_GROUNDS
from .of_case import OfCase


class Fee(OfCase):
    """Asked for on a lawful ground (Art. 12(5)(a), 15(3)). Sealed `facts`: what proves it."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="fees")
    ground = models.CharField(max_length=40)
    facts = SealedField()
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=sorted(FEE_GROUNDS)), name="fee_on_lawful_ground"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fee_above_nothing"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(paid_at=None, waived_at=None), name="one_open_fee"
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(waived_at=None), name="fee_paid_or_waived"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def is_open(self) -> bool:
        return self.paid_at is None and self.waived_at is None
