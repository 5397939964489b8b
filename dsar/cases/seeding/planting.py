"""How many of which: most closed long ago, few open, as at a desk that runs for years."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from dsar.accounts.models import User
from dsar.companies.models import Company

from ..demo.people import STAFF, add_staff
from ..demo.stories import STORIES, Story
from ..demo.telling import happen
from ..models import Case
from ..reminders import take_reminders
from ..transitions import Status
from .copying import Original, copies, original
from .people import person

OPEN_IN = 100  # one case in so many is open
AT_ONCE = 5_000  # cases in one transaction
YEARS_BACK = 2
WEEKS_APART = 4


@dataclass(frozen=True)
class Share:
    of: Original
    count: int


def plant(
    count: int, *, now: datetime, progress: Callable[[int], None] = lambda _made: None
) -> int:
    """So many invented cases besides those there are, at all published companies; how many were
    made. Each began as a real request: a few hundred are received, then copied."""
    add_staff(now=now)
    originals = [one for case in _received(count, now=now) if (one := original(case))]
    numbers = iter(range(count))
    owners = [User.objects.get(email=STAFF[0][0]), None]
    made = 0
    for share in _shares(originals, count):
        for begun in range(0, share.count, AT_ONCE):
            some = min(AT_ONCE, share.count - begun)
            people = [person(next(numbers)) for _ in range(some)]
            made += len(copies(share.of, people, owners=owners, now=now))
            progress(made)
    return made


def _received(count: int, *, now: datetime) -> list[Case]:
    companies = list(Company.objects.filter(published_at__isnull=False).order_by("pk"))
    stories = [*_open_stories(), *_closed_stories(months=_months(count))]
    # Made first, so that what is taken below is not taken once for each copy.
    cases = happen(product(stories, companies), now=now)
    take_reminders(now=now)
    return list(
        Case.objects.filter(pk__in=[case.pk for case in cases])
        .select_related("company", "data_key__company_key", "release_approval")
        .order_by("created_at", "pk")
    )


def _months(count: int) -> int:
    """Fewer for a small desk: each costs some hundred real requests."""
    return min(YEARS_BACK * 52 // WEEKS_APART, max(1, count // 2_000))


def _open_stories() -> list[Story]:
    return [story for story in STORIES if not _ends(story) and story.age]


def _closed_stories(*, months: int) -> Iterator[Story]:
    for month in range(months):
        for story in STORIES:
            if _ends(story):
                yield replace(story, age=story.age + month * WEEKS_APART * 7)


def _ends(story: Story) -> bool:
    return story.name.startswith(ENDS)


# The stories whose cases are closed at their end.
ENDS = ("nothing held", "refused", "withdrawn", "lapsed", "passed on", "asked twice", "no request")


def _shares(originals: Sequence[Original], count: int) -> Iterator[Share]:
    is_open = [one for one in originals if one.case.status != Status.CLOSED]
    closed = [one for one in originals if one.case.status == Status.CLOSED]
    opened = -(-count // OPEN_IN)
    yield from _spread(is_open, opened)
    yield from _spread(closed, count - opened)


def _spread(originals: Sequence[Original], count: int) -> Iterator[Share]:
    for number, one in enumerate(originals):
        share = count // len(originals) + (number < count % len(originals))
        if share:
            yield Share(one, share)
