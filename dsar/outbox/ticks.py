"""Signs of life, in the database: a process that runs is not yet one that works."""

from datetime import datetime

from dsar.outbox.models import Tick


def tick(*, name: str, now: datetime) -> None:
    """The sweep of that name came round."""
    Tick.objects.bulk_create(
        [Tick(name=name, at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def last_tick(name: str) -> datetime | None:
    return Tick.objects.filter(name=name).values_list("at", flat=True).first()
