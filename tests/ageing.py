"""Signs of life of any age, told by PostgreSQL's clock."""

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from dsar.outbox.models import Tick
from dsar.outbox.sweeps import names
from dsar.outbox.ticks import tick


def aged(name: str, **age: float) -> None:
    """The sweep came round that long ago (`seconds=`, `minutes=`)."""
    tick(name=name, now=timezone.now() - timedelta(**age), seconds=0.1)
    Tick.objects.filter(name=name).update(seen_at=Now() - timedelta(**age))


def all_well() -> None:
    for name in names():
        aged(name, seconds=1)
