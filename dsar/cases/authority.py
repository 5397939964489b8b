"""That somebody may act for the data subject."""

from django.db import models

from dsar.vault.fields import SealedField
from identity.models import Method

from .of_case import OfCase


class Authority(OfCase):
    """That somebody may act for the data subject, as an officer found it. Sealed `facts`: what
    paper it was and what it covers. The copy of it goes with the proof of identity."""

    class Kind(models.TextChoices):
        MANDATE = "mandate", "A signed mandate"
        POWER = "power", "A power of attorney"
        PARENT = "parent", "Parental responsibility"
        COURT = "court", "A court's appointment"
        LAWYER = "lawyer", "A lawyer's confirmation"

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="authority")
    kind = models.CharField(max_length=10, choices=Kind)
    # How we know who the data subject is: a method of identity/.
    subject_method = models.CharField(max_length=20, choices=Method)
    facts = SealedField()
    # The last civil date on which it holds.
    expires_on = models.DateField()
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.kind} until {self.expires_on}"
