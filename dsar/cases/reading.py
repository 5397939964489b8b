"""What somebody was told at the desk, and that they have read it."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dsar.accounts.models import User

from .models import Notice
from .queries import companies_seen_by


def notices_of(user: User) -> QuerySet[Notice]:
    """All that this person was told, where they may still see the cases."""
    return Notice.objects.filter(user=user, in_app=True, company__in=companies_seen_by(user))


def unread_of(user: User) -> QuerySet[Notice]:
    return notices_of(user).filter(read_at=None)


def unread_cases(user: User) -> QuerySet[Notice, UUID]:
    """The cases of which this person has not read all: what the page of notices has a row for."""
    return unread_of(user).order_by().values_list("case", flat=True).distinct()


def newest_by_case(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Of each case the one that was raised last."""
    last = notices.order_by("case_id", "-raised_at", "-pk").distinct("case_id")
    return Notice.objects.filter(pk__in=last.values("pk"))


def until(notice: Notice) -> QuerySet[Notice]:
    """What this person was told of the same case, up to this one."""
    told = notices_of(notice.user).filter(case=notice.case_id)
    return told.filter(raised_at__lte=notice.raised_at)


def read_notices(notices: QuerySet[Notice], *, user_id: int, now: datetime) -> int:
    """Those of this person among them are read; how many were not before."""
    return notices.filter(user_id=user_id, in_app=True, read_at=None).update(read_at=now)
