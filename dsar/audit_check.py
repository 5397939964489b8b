"""When all audit chains were last walked, and whether the last walk found one broken.

What a check from a timer finds has to reach somebody: `/metrics` tells it, and alarms ring.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from dsar.outbox.models import Tick
from dsar.outbox.ticks import signs, tick

CHECKED = "audit-check"  # not sweeps, but ticks like theirs
BROKEN = "audit-broken"


@dataclass(frozen=True)
class Noted:
    """`age` is None while no check came to its end."""

    age: timedelta | None
    broken: bool


@transaction.atomic
def note(*, clean: bool, whole: bool, now: datetime) -> None:
    """A check came to its end. One of a single company neither counts as the daily one nor takes
    back what another found."""
    if whole:
        tick(name=CHECKED, now=now)
    if not clean:
        tick(name=BROKEN, now=now)
    elif whole:
        Tick.objects.filter(name=BROKEN).delete()


def noted() -> Noted:
    checked, broken = signs([CHECKED, BROKEN])
    return Noted(age=checked.age, broken=broken.age is not None)
