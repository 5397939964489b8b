"""Once a night, at each company's own place, what is due to go goes."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from dsar.companies.models import Company

from .dates import civil_date
from .retaining import forget_due
from .retention_run import RetentionRun

HOUR = 2  # at the company: nobody is at work, and the day that is over is over
BUDGET_SECONDS = 30.0


def sweep(*, now: datetime) -> int:
    """Each company's night is done, as far as half a minute goes; how much went.

    A night that is not finished goes on in the next round. One that was missed is not made up
    for: what was due then is due now.
    """
    until = time.monotonic() + BUDGET_SECONDS
    return sum(_night(company, now=now, until=until) for company in _waiting(now))


def _waiting(now: datetime) -> list[Company]:
    """Companies with a policy whose night has come and is not finished."""
    return [
        company
        for company in Company.objects.filter(policies__published_at__isnull=False).distinct()
        if now.astimezone(ZoneInfo(company.timezone or "UTC")).hour >= HOUR
        and not RetentionRun.objects.filter(
            company=company, on=civil_date(company, now), finished_at__isnull=False
        ).exists()
    ]


def _night(company: Company, *, now: datetime, until: float) -> int:
    run, _ = RetentionRun.objects.get_or_create(
        company=company, on=civil_date(company, now), defaults={"began_at": now}
    )
    counts = forget_due(company, now=now, until=until)
    left = counts.pop("left", 0)
    with transaction.atomic():
        locked = RetentionRun.objects.select_for_update().get(pk=run.pk)
        both = {kind: locked.counts.get(kind, 0) + count for kind, count in counts.items()}
        locked.counts, locked.finished_at = both, None if left else now
        locked.save(update_fields=["counts", "finished_at"])
    return sum(counts.values())


def unfinished(*, now: datetime) -> int:
    """Companies with a policy where no night has been finished for two days."""
    lately = now - timedelta(days=2)
    published = Company.objects.filter(policies__published_at__lte=lately).distinct()
    done = RetentionRun.objects.filter(finished_at__gte=lately)
    return published.exclude(pk__in=done.values("company")).count()
