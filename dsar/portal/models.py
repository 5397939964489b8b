"""A request that has not been sent yet."""

from django.db import models

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey


class Draft(models.Model):
    """Answers given so far, by step. The key is the case's own once the draft has been sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    answers = SealedField()
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    # What the one browser that has it knows; None in a draft older than this column.
    holder = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001
    # What the way back hashes to; None while nobody asked for one.
    code_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    link_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    sent_case = models.OneToOneField(Case, on_delete=models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"draft {self.pk}"
