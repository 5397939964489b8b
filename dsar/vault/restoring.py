"""After a backup of the database was restored: what was erased is erased again, the rest reads.

The backup knows nothing of what came after it. The folder of keys and the list of tombstones do.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from . import carrying, keys, keystore, tombstones
from .models import CompanyKey, DataKey, SearchToken, Shredding
from .operations import shred
from .wrapping import Unreadable, unwrap

BATCH = 200
NO_KEY = "key of its epoch was destroyed"


@dataclass
class Replayed:
    """Keys erased again, keys brought under the epoch that they live in now, keys nobody has."""

    erased: int
    brought: int
    lost: int


def replay(*, now: datetime, erase_lost: bool = False) -> Replayed:
    """What the list names is erased, and what was live when its epoch ended opens again.

    What no key opens any more is counted, and with `erase_lost` marked as erased. Done twice, or
    after a kill, it goes on where it was.
    """
    erased, brought, lost = 0, 0, list[UUID]()
    while risen := tombstones.risen():
        for data_key_id, at in risen.items():
            _erase(data_key_id, at=at, what="erased again after a restore", now=now)
        erased += len(risen)
    for company_id, gone in sorted(_gone().items()):
        found, left = _bring_over(company_id, gone)
        brought, lost = brought + found, [*lost, *left]
    if erase_lost:
        for data_key_id in lost:
            _erase(data_key_id, at=now, what=NO_KEY, now=None)
    _begin_where_none_runs(now)
    _make_findable_again()
    return Replayed(erased=erased, brought=brought, lost=len(lost))


# What makes the search tokens of these data keys anew; upper floors know the words.
_FINDABLE: list[Callable[[Collection[UUID]], None]] = []


def register(make_findable: Callable[[Collection[UUID]], None]) -> None:
    _FINDABLE.append(make_findable)


def _make_findable_again() -> None:
    """Tokens that were masked under a key that is gone lead nowhere: they are made anew."""
    there = keystore.names()
    lost = [
        row.pk
        for row in CompanyKey.objects.filter(epoch__gte=keys.FIRST_EPOCH, wrapped=None)
        if row.destroyed_at or row.stored_as not in there
    ]
    stale = SearchToken.objects.filter(company_key__in=lost, data_key__wrapped__isnull=False)
    # One whose data key opens nowhere keeps its tokens until it is given up.
    while batch := set(
        stale.exclude(data_key__company_key__in=lost)
        .values_list("data_key_id", flat=True)
        .distinct()[:BATCH]
    ):
        with transaction.atomic():
            SearchToken.objects.filter(data_key__in=batch).delete()
            for make_findable in _FINDABLE:
                make_findable(batch)


@transaction.atomic
def _erase(data_key_id: UUID, *, at: datetime, what: str, now: datetime | None) -> None:
    # A hold that the backup knows was lifted since, or it would never have come to an erasure.
    DataKey.objects.filter(pk=data_key_id).update(held_at=None)
    written = shred(data_key_id=data_key_id, now=at, what=what)
    # It came from the list, and need not stand there twice.
    Shredding.objects.filter(pk=written.pk, listed_at=None).update(listed_at=now)


def _gone() -> dict[int, list[CompanyKey]]:
    """Keys that live data keys hang on and whose file is gone, by company."""
    there = keystore.names()
    gone: dict[int, list[CompanyKey]] = {}
    for row in CompanyKey.objects.filter(epoch__gte=keys.FIRST_EPOCH, wrapped=None):
        hanging = DataKey.objects.filter(company_key=row, wrapped__isnull=False)
        if (row.destroyed_at or row.stored_as not in there) and hanging.exists():
            gone.setdefault(row.company_id, []).append(row)
    return gone


def _bring_over(company_id: int, gone: list[CompanyKey]) -> tuple[int, list[UUID]]:
    """How many data keys hang on a later epoch now, and which stand in none."""
    hanging = DataKey.objects.filter(company_key__in=gone, wrapped__isnull=False).order_by("pk")
    ids = list(hanging.values_list("pk", flat=True))
    carried = _carried(company_id, set(ids))
    lost: list[UUID] = []
    for begin in range(0, len(ids), BATCH):
        lost += _bring_batch(ids[begin : begin + BATCH], carried)
    return len(ids) - len(lost), lost


def _carried(company_id: int, wanted: set[UUID]) -> list[tuple[CompanyKey, dict[UUID, bytes]]]:
    """The epochs to which any of them was carried, the newest first; each has a row from now on.

    Found by the ids, not by the number of the epoch: a folder may hold a file that a transaction
    left which was rolled back, or one of another database.
    """
    found = []
    for name in keystore.names():
        known = carrying.carried(name)
        if not wanted.intersection(known):
            continue
        file = keystore.read(name)
        row, _ = CompanyKey.objects.get_or_create(
            company_id=company_id,
            epoch=file.epoch,
            defaults={
                "stored_as": name,
                "created_at": datetime.fromisoformat(file.created_at),
            },
        )
        if row.stored_as == name:
            found.append((row, known))
    return sorted(found, key=lambda pair: -pair[0].epoch)


def _begin_where_none_runs(now: datetime) -> None:
    """Each company has a running epoch, also where nothing of the last one was live."""
    there = keystore.names()
    newest = CompanyKey.objects.filter(epoch__gte=keys.FIRST_EPOCH).order_by("company_id", "-epoch")
    for row in newest.distinct("company_id"):
        if row.wrapped is None and row.stored_as not in there:
            keys.company_key(company_id=row.company_id, epoch=row.epoch + 1, now=now)


@transaction.atomic
def _bring_batch(
    ids: list[UUID], carried: list[tuple[CompanyKey, dict[UUID, bytes]]]
) -> list[UUID]:
    """Those of them that nobody has carried, or that do not open."""
    lost: list[UUID] = []
    for row in DataKey.objects.select_for_update(of=("self",)).filter(pk__in=ids):
        for epoch, known in carried:
            if row.pk in known and _opens(row, epoch, known[row.pk]):
                row.company_key, row.wrapped = epoch, known[row.pk]
                row.save(update_fields=["company_key", "wrapped"])
                break
        else:
            lost.append(row.pk)
    return lost


def _opens(row: DataKey, epoch: CompanyKey, wrapped: bytes) -> bool:
    try:
        unwrap(wrapped, under=keys.open_company_key(epoch), place=keys.place_of_data_key(row))
    except Unreadable:
        return False
    return True
