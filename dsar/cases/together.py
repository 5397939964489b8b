"""Rights that one person asked for at once: as many cases, each with its own clock, tied by this.

One row a sending, and nothing of the person in it. What was proved for one case counts for all.
"""

from django.db import models

from dsar.companies.models import Company
from dsar.vault.ids import new_id


class Together(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="together_with_company")
        ]

    def __str__(self) -> str:
        return f"asked together {self.asked_at:%Y-%m-%d}"
