"""What a company does with personal data, as it tells whoever asks for a copy (Art. 15(1), (2))."""

from django.db import models


class ProcessingRecord(models.Model):
    """A company's own words, once somebody changed those that it was shipped with."""

    company = models.OneToOneField("companies.Company", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    entries = models.JSONField(default=dict)
    """By item of `processing.ITEMS`: {"says", "none"}."""
    changed_by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"what {self.company} does with data"
