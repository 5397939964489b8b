"""Reading incoming mail, for whoever may decide about it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from dsar.companies.models import Company

from .models import Mail, Mailbox

WAITING = (Mail.State.STORED, Mail.State.TRIAGE)
MACHINES = (Mail.State.AUTOMATIC, Mail.State.BOUNCE)
DECIDED = (Mail.State.CASE, Mail.State.MESSAGE, Mail.State.NO_REQUEST)


def mail_of(companies: Iterable[Company]) -> QuerySet[Mail]:
    """Without what was erased after its time and belongs to no case."""
    erased = Q(raw__destroyed_at__isnull=False, case=None)
    found = Mail.objects.filter(~erased, company__in=list(companies))
    return found.select_related("company", "data_key__company_key", "raw", "case")


def waiting(companies: Iterable[Company]) -> QuerySet[Mail]:
    """The oldest first: its time has run longest."""
    return mail_of(companies).filter(state__in=WAITING).order_by("received_at", "pk")


def failing(companies: Iterable[Company]) -> QuerySet[Mailbox]:
    """Mailboxes that cannot be reached."""
    found = Mailbox.objects.filter(company__in=list(companies), is_on=True)
    return found.exclude(failing_since=None).select_related("company").order_by("company__name")


def last_checked(companies: Iterable[Company]) -> datetime | None:
    """When the mailbox that waits longest was looked into; None where none is connected."""
    found = Mailbox.objects.filter(company__in=list(companies), is_on=True)
    return found.aggregate(at=Min("checked_at"))["at"]  # type: ignore[no-any-return]
