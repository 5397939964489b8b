"""What was answered to calls that must not happen twice. Who may call is a key of a company."""

from django.db import models

from dsar.companies.api_keys import ApiKey, Scope
from dsar.companies.models import Company

__all__ = ["Answer", "ApiKey", "Scope"]


class Answer(models.Model):
    """The answer to a creating call, kept for good: the same call a year later is still the same.

    Neither the caller's key nor the body stands here, only what they hash to, and the answer
    names no person.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    # Both null while the call that claimed the row is at work; no other call ever sees that.
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="api_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.created_at}"
