"""Which cases an officer has out of their sight now."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from dsar.accounts.models import User

from .models import Case
from .snooze import Snooze


def asleep(user: User, now: datetime) -> Exists:
    """A condition on cases. One whose due date has come before the time is in sight again."""
    return Exists(_of(user, now).filter(case=OuterRef("pk")))


def with_waking(cases: QuerySet[Case], user: User, now: datetime) -> QuerySet[Case]:
    """Those asleep, each with the moment of its waking as `asleep_until`."""
    until = _of(user, now).filter(case=OuterRef("pk")).values("until")[:1]
    return cases.filter(asleep(user, now)).annotate(asleep_until=Subquery(until))


def asleep_until(case: Case, user: User, now: datetime) -> datetime | None:
    return _of(user, now).filter(case=case).values_list("until", flat=True).first()


def _of(user: User, now: datetime) -> QuerySet[Snooze]:
    in_time = Q(case__clock__due_on=None) | Q(until_on__lte=F("case__clock__due_on"))
    return Snooze.objects.filter(in_time, user=user, until__gt=now)
