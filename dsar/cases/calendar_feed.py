"""Due dates in somebody's own calendar program."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dsar.companies.models import Company


class CalendarFeed(models.Model):
    """Somebody's dates for a calendar program, at a secret address. It sees what they may see.

    The address is 256 random bits; only what they hash to is kept, so it can be shown once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # One company only; None: all where this person may see cases, today and later.
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="+")
    own_only = models.BooleanField()  # cases that this person owns
    name = models.CharField(max_length=60)  # which program it is for
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user"], condition=Q(revoked_at=None), name="calendar_in_use")
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk}"
