"""Who else has a case open just now. Nobody is stopped by it: what two do is compared when sent."""

from datetime import datetime, timedelta

from django.core.cache import cache

from dsar.accounts.models import User
from dsar.cases.models import Case

NOW_MEANS = timedelta(minutes=5)


def also_here(case: Case, user: User, now: datetime) -> list[str]:
    """The names of the others who opened a page of this case within minutes; and from now on this
    person is one of them. Kept in the cache: losing it costs a line on a page."""
    key, seen = f"present:{case.pk}", now.timestamp()
    there = {
        pk: at
        for pk, at in (cache.get(key) or {}).items()
        if 0 <= seen - at < NOW_MEANS.total_seconds()
    }
    others = set(there) - {user.pk}
    cache.set(key, there | {user.pk: seen}, int(NOW_MEANS.total_seconds()))
    if not others:
        return []
    return list(User.objects.filter(pk__in=others).order_by("name").values_list("name", flat=True))
