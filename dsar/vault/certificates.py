"""What was erased, when, by the loss of which key, and from when backups cannot bring it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from . import epochs
from .models import CompanyKey, DataKey, Shredding


@dataclass(frozen=True)
class Certificate:
    """A shredding as it can be shown; `backups_on` is a plan until `backups_done` says it came."""

    what: str
    at: datetime
    company_id: int
    data_key_id: UUID
    epoch: int
    files: int
    tokens: int
    backups_on: date | None
    backups_done: bool
    in_backups: bool  # the epoch's key itself, as in a desk that was installed before it had a file
    listed: bool

    def sentence(self) -> str:
        """For the person who asked, or the authority."""
        erased = f"Erased on {_day(self.at.date())} by destroying key {self.data_key_id}."
        if self.backups_done and self.backups_on:
            return f"{erased} No backup has been readable since {_day(self.backups_on)}."
        if self.backups_on:
            return f"{erased} Backups from before become unreadable by {_day(self.backups_on)}."
        until = "the root key is turned" if self.in_backups else "somebody turns the epoch"
        return f"{erased} Backups from before stay readable until {until}."

    def to_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "at": self.at.isoformat(),
            "company_id": self.company_id,
            "data_key_id": str(self.data_key_id),
            "epoch": self.epoch,
            "files": self.files,
            "tokens": self.tokens,
            "backups_unreadable_on": self.backups_on.isoformat() if self.backups_on else None,
            "backups_unreadable": self.backups_done,
            "listed": self.listed,
            "sentence": self.sentence(),
        }


def write(key: DataKey, *, what: str, files: int, tokens: int, now: datetime) -> None:
    """Kept with the key's row, once."""
    Shredding.objects.bulk_create(
        [
            Shredding(
                company_id=key.company_id,
                data_key=key,
                company_key_id=key.company_key_id,
                what=what or "data key",
                at=now,
                files=files,
                tokens=tokens,
                backups_on=planned(key.company_key, now=now),
            )
        ],
        ignore_conflicts=True,
    )


def planned(key: CompanyKey, *, now: datetime) -> date | None:
    """The day after the one on which the epoch's key is to go; None where nothing plans it."""
    ends = epochs.ends_at(key)
    if ends is None or key.wrapped is not None:
        return None
    return (max(ends, now) + timedelta(days=1)).date()


def of(key: DataKey) -> Shredding:
    return Shredding.objects.select_related("company_key").get(data_key=key)


def found(
    *,
    company_id: int | None = None,
    data_key_id: UUID | None = None,
    since: date | None = None,
) -> Iterable[Certificate]:
    """Every certificate, the oldest first, or those of one company or key, or from a UTC day on."""
    rows = Shredding.objects.select_related("company_key").order_by("at", "pk")
    if company_id is not None:
        rows = rows.filter(company_id=company_id)
    if data_key_id is not None:
        rows = rows.filter(data_key_id=data_key_id)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    return (certificate(row) for row in rows.iterator())


def certificate(row: Shredding) -> Certificate:
    gone = row.company_key.destroyed_at
    in_files = bool(row.company_key.stored_as)
    return Certificate(
        what=row.what,
        at=row.at,
        company_id=row.company_id,
        data_key_id=row.data_key_id,
        epoch=row.company_key.epoch,
        files=row.files,
        tokens=row.tokens,
        backups_on=gone.date() if gone and in_files else row.backups_on,
        backups_done=gone is not None and in_files,
        in_backups=not in_files,
        listed=row.listed_at is not None,
    )


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
