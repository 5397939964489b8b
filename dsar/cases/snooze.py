"""What one officer does not want to see for a while. It is not a pause: no clock moves by it."""

from django.conf import settings
from django.db import models

from .of_case import OfCase


class Snooze(OfCase):
    """Private to one person; nobody else's list is shorter by it, and it says nothing about the
    case. It holds until `until`, and only while that lies before the end of the due date."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="snoozes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    # The company's own civil date at that moment.
    until_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="snoozed_once")]

    def __str__(self) -> str:
        return f"until {self.until}"
