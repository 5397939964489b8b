"""Which cases an officer has out of their sight now."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from dsar.accounts.models import User

from .models import Case
from .snooze import Snooze


def asleep(user: User, now: datetime) -> Exists:
    """A condition on cases. One whose due date has come before the time is in sight again."""
    return Exists(Snooze.objects.filter(_in_force(user, now), case=OuterRef("pk")))


def with_waking(cases: QuerySet[Case], user: User, now: datetime) -> QuerySet[Case]:
    """Those asleep, each with the moment of its waking as `asleep_until`."""
    rows = Snooze.objects.filter(_in_force(user, now), case=OuterRef("pk"))
    until = rows.values("until")[:1]
    return cases.filter(asleep(user, now)).annotate(asleep_until=Subquery(until))


def asleep_until(case: Case, user: User, now: datetime) -> datetime | None:
    return case.snoozes.filter(_in_force(user, now)).values_list("until", flat=True).first()


def _in_force(user: User, now: datetime) -> Q:
    in_time = Q(case__clock__due_on=None) | Q(until_on__lte=F("case__clock__due_on"))
    return in_time & Q(user=user, until__gt=now)
