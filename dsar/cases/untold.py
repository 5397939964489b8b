"""Reminders, notices and escalations whose time has come and that nobody was told of yet."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from deadlines.reminders import due
from dsar.companies.offices import offices
from dsar.outbox.overdue import Overdue, told

from .models import Escalation, Notice


def reminders(*, now: datetime, company_ids: Collection[int] | None) -> Overdue:
    """What an office is closed for is not late yet."""
    return told(due(now=now, offices=offices()), "at", company_ids)


def notices(*, now: datetime, company_ids: Collection[int] | None) -> Overdue:
    waiting = Notice.objects.filter(by_mail=True, mailed_at=None, raised_at__lte=now)
    return told(waiting, "raised_at", company_ids)


def escalations(*, now: datetime, company_ids: Collection[int] | None) -> Overdue:
    return told(unanswered(now=now), "next_at", company_ids)


def unanswered(*, now: datetime) -> QuerySet[Escalation]:
    """What has to go up now. An office that is closed is not late yet."""
    waiting = Escalation.objects.filter(acknowledged_at=None, next_at__lte=now)
    companies = set(waiting.values_list("company_id", flat=True).distinct())
    hours = offices(companies) if companies else {}
    return waiting.filter(company__in=[one for one in hours if hours[one].is_open(now)])
