"""Leave of a second person to erase a case before its time."""

from django.db import models
from django.db.models import Q

from dsar.vault.fields import SealedField

from .of_case import OfCase


class EraseRequest(OfCase):
    """Somebody wants a case erased before its time; somebody else decides. Sealed: `reason`."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="erase_requests")
    ground = models.CharField(max_length=20)
    reason = SealedField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at=None), name="one_open_erase_request"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", agreed=None)
                | Q(decided_at__isnull=False, agreed__isnull=False) & ~Q(decided_by=""),
                name="erase_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=True) | ~Q(decided_by=models.F("asked_by")),
                name="erase_request_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground}, asked {self.asked_at:%Y-%m-%d}"
