"""A finding: somebody looked at a document and says whether the requester may have it."""

from django.db import models
from django.db.models import Q

from dsar.cases.grounds import LEFT_OUT_GROUNDS
from dsar.cases.models import Case, Document
from dsar.cases.of_case import OfCase
from dsar.vault.fields import SealedField


class Finding(OfCase):
    """Open until it is decided. Sealed: `places` to black out, each [page, left, top, right,
    bottom]; `facts`, {"others", "note", "number"}: whom it concerns besides, why it was decided
    so, and by which number the requester reads of it, which it keeps."""

    class Decision(models.TextChoices):
        KEEP = "keep", "Give all of it"
        REDACT = "redact", "Give it with the marked places blacked out"
        WITHHOLD = "withhold", "Withhold the whole document"

    class Consulted(models.TextChoices):
        NOBODY = "nobody", "It concerns nobody else"
        AGREED = "agreed", "It concerns others, who were asked and agree"
        OBJECTED = "objected", "It concerns others, who were asked and object"
        UNASKED = "unasked", "It concerns others, who were not asked"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="finding")
    # What is given in its place; somebody may take it out of the answer again.
    copy = models.OneToOneField(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    consulted = models.CharField(max_length=10, choices=Consulted, blank=True)
    places = SealedField()
    facts = SealedField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", consulted="", decided_at=None, decided_by="")
                | Q(decided_at__isnull=False)
                & ~Q(decision="")
                & ~Q(consulted="")
                & ~Q(decided_by=""),
                name="finding_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision__in=["redact", "withhold"], ground__in=sorted(LEFT_OUT_GROUNDS)
                )
                | Q(decision__in=["", "keep"], ground=""),
                name="finding_withheld_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(copy=None) | Q(decision="redact"), name="finding_copy_only_if_redacted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision or 'open'} {self.pk}"

    @property
    def is_withheld(self) -> bool:
        """In whole or in part."""
        return bool(self.ground)
