"""What reached somebody whom it was not for, and whether the authority and the person are told."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from deadlines.notifying import NotifyBy, notify_by
from dsar.vault.fields import SealedField

from .of_case import OfCase

# Nobody has decided, or what was decided has not been done.
OPEN = (
    Q(decided_at=None)
    | Q(tell_authority=True, authority_told_at=None)
    | Q(tell_person=True, person_told_at=None)
)


class Incident(OfCase):
    """Sealed `facts`: what happened, its effects and what was done about it (Art. 33(5)).

    Why the authority and the person are told, or not, stands in notes of the case.
    """

    class What(models.TextChoices):
        WRONG_ADDRESS = "wrong-address", "It went to a wrong address"
        IMPOSTOR = "impostor", "Whoever asked was not who they said"
        OTHERS_DATA = "others-data", "It held data of somebody else"
        INTERCEPTED = "intercepted", "Somebody else got at their mailbox, letter or download"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="incidents")
    what = models.CharField(max_length=20, choices=What)
    facts = SealedField()
    # When somebody here was reasonably sure of it: the 72 hours run from there.
    aware_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=40)
    # The answer that was out, whose download is shut for good; None where none was.
    released_at = models.DateTimeField(null=True)

    tell_authority = models.BooleanField(null=True)
    tell_person = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    authority_told_at = models.DateTimeField(null=True)
    person_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="incident_with_company"),
            models.CheckConstraint(
                condition=Q(aware_at__lte=F("reported_at")), name="incident_known_when_reported"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", tell_authority=None, tell_person=None)
                | Q(
                    Q(decided_at__isnull=False, tell_authority__isnull=False),
                    Q(tell_person__isnull=False) & ~Q(decided_by=""),
                ),
                name="incident_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(authority_told_at=None)
                | Q(tell_authority__isnull=False, tell_authority=True),
                name="authority_told_as_decided",
            ),
            models.CheckConstraint(
                condition=Q(person_told_at=None) | Q(tell_person__isnull=False, tell_person=True),
                name="person_told_as_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "aware_at"], condition=OPEN, name="incident_open")
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.aware_at:%Y-%m-%d}"

    @property
    def notify_by(self) -> NotifyBy:
        return notify_by(self.case.policy.rules.regime.value, self.aware_at)

    @property
    def is_open(self) -> bool:
        return self.decided_at is None or self.owes_authority or self.owes_person

    @property
    def owes_authority(self) -> bool:
        """Whether the 72 hours still run: the authority is not told, and nobody decided not to."""
        return self.tell_authority is not False and self.authority_told_at is None

    @property
    def owes_person(self) -> bool:
        return bool(self.tell_person) and self.person_told_at is None

    @property
    def to_be_told(self) -> frozenset[str]:
        """“authority”, “person”: whom it was decided to tell and who has not been told."""
        owed = {
            "authority": bool(self.tell_authority) and self.owes_authority,
            "person": self.owes_person,
        }
        return frozenset(whom for whom, is_owed in owed.items() if is_owed)

    def told_late(self) -> bool:
        """Art. 33(1): then the notification says why."""
        told: datetime | None = self.authority_told_at
        return told is not None and told > self.notify_by.at
