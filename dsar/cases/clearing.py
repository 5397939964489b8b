"""What staff were told, once nobody needs it any more. The audit chain keeps that they were."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from dsar.outbox.ticks import progress

from .models import Digest, Notice
from .summary import Summary

BATCH = 1000


def clear_notices(*, now: datetime) -> int:
    """How many notices, digests and mornings went, `NOTICE_DAYS` after they were read or made.

    What was not read stays while its case is open, and what no mail was owed for yet stays always.
    """
    before = now - timedelta(days=settings.NOTICE_DAYS)
    digests = Digest.objects.filter(~Exists(Notice.objects.filter(digest=OuterRef("pk"))))
    mornings = Summary.objects.filter(day__lt=before.date())
    return sum(
        _gone(rows) for rows in (_over(before), digests.filter(made_at__lt=before), mornings)
    )


def _over(before: datetime) -> QuerySet[Notice]:
    """Read so long ago, or raised where there is nothing to read, or of a case that is closed."""
    since = Coalesce("read_at", "case__closed_at", "raised_at")
    found = Notice.objects.filter(Q(by_mail=False) | Q(mailed_at__isnull=False))
    ended = Q(read_at__isnull=False) | Q(in_app=False) | Q(case__closed_at__isnull=False)
    return found.filter(ended, raised_at__lt=before).annotate(since=since).filter(since__lt=before)


def _gone(rows: QuerySet[Any]) -> int:
    total = 0
    while True:
        with transaction.atomic():
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            rows.model._default_manager.filter(pk__in=keys).delete()
        total += len(keys)
        progress()
        if len(keys) < BATCH:
            return total
