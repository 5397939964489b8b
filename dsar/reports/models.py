"""What people add to the figures: a signature, and why a case was late."""

from django.db import models

from dsar.cases.models import Case
from dsar.cases.of_case import OfCase
from dsar.companies.models import Company
from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey


class SignedReport(models.Model):
    """A month's report as somebody signed it, for good: a trigger refuses to change or delete it.

    Sealed `content`: {"report", "note"}. A later correction is another version beside it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    """Its first day."""
    version = models.PositiveIntegerField()
    invented = models.BooleanField()
    """About cases of test keys and of the demonstration."""
    content = SealedField()
    sha256 = models.CharField(max_length=64)
    """Of the content's JSON, as `signing.digest_of` writes it."""
    signed_by = models.CharField(max_length=40)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "month", "invented", "version"], name="report_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="report_version_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.month:%Y-%m}, version {self.version}"


class Lateness(OfCase):
    """Why a case was late. Sealed `change`: what is done so that it does not happen again."""

    class Reason(models.TextChoices):
        SEARCH = "search", "Finding the data took longer than planned"
        REVIEW = "review", "Checking or redacting took longer than planned"
        OTHERS = "others", "A supplier or another department answered late"
        STAFF = "staff", "Too few people"
        OVERLOOKED = "overlooked", "It was overlooked, or came to the wrong place"
        SYSTEMS = "systems", "A system was down or wrong"
        REQUESTER = "requester", "The requester answered late, and the law stops no clock for that"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="lateness")
    reason = models.CharField(max_length=12, choices=Reason)
    change = SealedField()
    written_by = models.CharField(max_length=40)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reason} of {self.case_id}"


class ToldProblem(models.Model):
    """Somebody told the company of a problem of its policy."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    """`policy_problems.key_of`."""
    told_by = models.CharField(max_length=40)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="problem_told_once")]

    def __str__(self) -> str:
        return f"problem {self.key}"
