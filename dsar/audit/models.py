"""What happened, one chain a company. Rows are only ever added; the database sees to that."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Event(models.Model):
    """One thing that happened. It carries no personal data: references, codes, dates, counts.

    `seq`, `prev` and `digest` are the database's to fill (migration 0002); whatever is assigned to
    them here is overwritten. Nothing may point at this table with a cascade, and it points nowhere:
    a deleted parent would take its history along.
    """

    company_id = models.BigIntegerField()  # 0 is the installation itself
    seq = models.BigIntegerField(editable=False)
    at = models.DateTimeField()
    event = models.CharField(max_length=100)
    subject = models.CharField(max_length=100, blank=True)
    actor = models.CharField(max_length=100)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    prev = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "seq"], name="audit_no_two_in_one_place")
        ]
        indexes = [models.Index(fields=["company_id", "subject", "seq"], name="audit_history")]

    def __str__(self) -> str:
        return f"{self.event} ({self.company_id}/{self.seq})"
