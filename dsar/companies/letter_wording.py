"""A company's own words in the letters of the desk, version by version."""

from django.conf import settings
from django.db import models


class LetterWording(models.Model):
    """The words from one moment on, for letters of one kind in one language. An empty `right` or
    `regime` stands for all of them. Added to, never changed: a trigger refuses that."""

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    right = models.CharField(max_length=20, blank=True)
    regime = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField()
    opening = models.TextField(blank=True)
    more = models.TextField(blank=True)
    closing = models.TextField(blank=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "language", "right", "regime", "version"],
                name="letter_wording_version_once",
            ),
            models.CheckConstraint(
                name="letter_wording_from_one", condition=models.Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.company} in {self.language}, version {self.version}"
