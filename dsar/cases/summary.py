"""The mail of a morning, and those that had nothing to say."""

from django.conf import settings
from django.db import models

from dsar.companies.models import Company


class Summary(models.Model):
    """Whether somebody had a mail on the morning of a working day was decided, once."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    # False: there was nothing to say.
    mailed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user", "day"], name="one_summary_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} for {self.user_id}"
