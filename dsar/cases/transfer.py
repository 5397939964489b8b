"""Data that go to another company because the person says so (Art. 20(2))."""

from django.db import models
from django.db.models import Q

from dsar.vault.fields import SealedField

from .of_case import OfCase


class Transfer(OfCase):
    """Where to, and what the person decided once they saw what would go. Sealed `receiver`:
    {"name", "address"}. Nothing leaves before they said so."""

    class Choice(models.TextChoices):
        SEND = "send", "Send it to the other company"
        KEEP = "keep", "Only to me"

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="transfer")
    receiver = SealedField()
    choice = models.CharField(max_length=4, choices=Choice, blank=True)
    chosen_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="", chosen_at=None) | ~Q(choice="") & Q(chosen_at__isnull=False),
                name="transfer_chosen_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by="")
                | Q(sent_at__isnull=False, choice="send") & ~Q(sent_by=""),
                name="transfer_sent_only_as_chosen",
            ),
        ]

    def __str__(self) -> str:
        return f"transfer of {self.case_id}"
