"""Where a company's tickets are, and what each was told of its case."""

from django.db import models

from dsar.cases.models import Case
from dsar.cases.of_case import OfCase
from dsar.companies.models import Company
from dsar.vault.fields import SealedField
from dsar.vault.models import DataKey


class HelpDesk(models.Model):
    """A company's Zendesk. Sealed `access`: the agent's address and the token that opens it."""

    class System(models.TextChoices):
        ZENDESK = "zendesk", "Zendesk"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="help_desks")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=10, choices=System)
    url = models.CharField(max_length=200)
    access = SealedField()
    due_field = models.BigIntegerField(null=True)
    """The number of the field in their tickets that takes the due date; none is filled without."""
    is_on = models.BooleanField(default=True)
    told_since = models.DateTimeField()
    """When it was last switched on: what was closed before is not told."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "system"], name="one_help_desk_a_system"),
        ]

    def __str__(self) -> str:
        return f"{self.system} of {self.company}"


class Ticket(OfCase):
    """What the ticket that a case came from was last told. Nothing about a person."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="ticket")
    # How many notes it was owed, and how the case stood at the last.
    told = models.PositiveIntegerField(default=0)
    told_as = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"ticket of {self.case_id}"
