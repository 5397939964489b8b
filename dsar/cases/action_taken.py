"""What was done about a request: the action taken that a person is told of (Art. 12(3))."""

from django.db import models
from django.db.models import Q

from dsar.vault.fields import SealedField

from .of_case import OfCase


class ActionTaken(OfCase):
    """One kind of work on one case, as an officer last wrote it down. Sealed `body`: the words of
    the operation that wrote it."""

    class Kind(models.TextChoices):
        LISTED = "listed", "What the law lists for a copy"
        DELETION = "deletion", "Deletion"
        CORRECTION = "correction", "Correction"
        RESTRICTION = "restriction", "Restriction"
        STOP = "stop", "Use that was stopped"
        REVIEW = "review", "Review by a person"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="actions_taken")
    kind = models.CharField(max_length=12, choices=Kind)
    body = SealedField()
    # The civil date on which it took effect.
    done_on = models.DateField()
    ended_on = models.DateField(null=True)
    # Of a restriction: the day announced for its end, and the day on which that letter had left.
    ends_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    # Whose decision is looked at again, where that is one of the staff: they cannot be who looks.
    first_by = models.CharField(max_length=40, blank=True)
    taken_by = models.CharField(max_length=40)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_action_taken_a_kind"),
            models.CheckConstraint(
                condition=~Q(kind="review") | ~Q(first_by=models.F("taken_by")),
                name="reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("done_on")),
                name="action_ends_after_it_began",
            ),
            # Art. 18(3): told before it is lifted.
            models.CheckConstraint(
                condition=~Q(kind="restriction")
                | Q(ended_on=None)
                | Q(
                    ends_on__isnull=False,
                    told_on__isnull=False,
                    told_on__lt=models.F("ended_on"),
                    ended_on__gte=models.F("ends_on"),
                ),
                name="restriction_lifted_after_notice",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "ends_on"],
                condition=Q(ended_on=None, ends_on__isnull=False),
                name="restriction_to_lift",
            )
        ]

    def __str__(self) -> str:
        return self.kind
