"""The nights in which what was kept long enough was looked for."""

from __future__ import annotations

from django.db import models

from dsar.companies.models import Company


class RetentionRun(models.Model):
    """What a night took away from one company because its time was over. Numbers only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()  # the company's own civil date
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # None: the next round goes on
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "on"], name="one_retention_run_a_day")
        ]

    def __str__(self) -> str:
        return f"retention of {self.on}"
