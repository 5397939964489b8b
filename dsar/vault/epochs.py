"""Epochs: a company gets a new key, every live data key moves under it, the old key is destroyed.

That is how erased data become unreadable in backups too: a backup holds wrapped data keys, and
the key over them is gone. No ciphertext is touched. Killed at any moment, the next run goes on.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from . import carrying, keys, keystore, search
from .models import CompanyKey, DataKey, SearchToken
from .wrapping import RootKeyError, Unreadable

logger = logging.getLogger(__name__)

BATCH = 200
TOKENS = 1000
BUDGET_SECONDS = 20.0  # well below the patience of who watches the sweeps


@dataclass
class Turned:
    """What a turn came to: the running epoch, data keys moved, old keys destroyed."""

    epoch: int
    moved: int = 0
    destroyed: int = 0
    finished: bool = False


def ends_at(key: CompanyKey) -> datetime | None:
    """When the epoch is to end and its key to be destroyed; None where nothing ends it."""
    if key.epoch < keys.FIRST_EPOCH or not settings.EPOCH_DAYS:
        return None
    return key.created_at + timedelta(days=settings.EPOCH_DAYS)


def turn(*, company_id: int, now: datetime, until: float | None = None) -> Turned:
    """The company's next epoch has begun and the keys of all earlier ones are destroyed.

    Where a turn was begun and not ended, ends that one and begins no other. `until` is the moment
    of `time.monotonic()` after which it leaves the rest to the next call.
    """
    newest = keys.current_company_key(company_id=company_id, now=now)
    if not _earlier(newest).exists():
        newest = keys.company_key(company_id=company_id, epoch=newest.epoch + 1, now=now)
    turned = Turned(epoch=newest.epoch)
    while until is None or time.monotonic() < until:
        if moved := _move_batch(newest):
            turned.moved += moved
            continue
        if _move_tokens(newest):
            continue
        turned.destroyed += sum(_destroy(old, now=now) for old in _earlier(newest))
        if not _earlier(newest).exists():
            turned.finished = True
            break
    return turned


def turn_due(*, now: datetime) -> int:
    """Every epoch that is over has ended, as far as BUDGET_SECONDS go; how many companies turned.

    What an earlier round could not do is done too: keys still in the database or still on a disk,
    and files that one of two folders lacks.
    """
    _move_out()
    _tidy()
    until = time.monotonic() + BUDGET_SECONDS
    finished, failed = 0, None
    for company in _companies():
        try:
            if _is_due(company, now):
                finished += turn(company_id=company, now=now, until=until).finished
        except (RootKeyError, Unreadable) as error:
            # It must not keep the others; and it is told again each round until it is mended.
            logger.error("the epoch of company %s cannot end: %s", company, error)
            failed = error
    if failed:
        raise failed
    return finished


# --- One epoch ------------------------------------------------------------------------------------


def _earlier(newest: CompanyKey) -> QuerySet[CompanyKey]:
    return CompanyKey.objects.filter(
        company_id=newest.company_id,
        epoch__gte=keys.FIRST_EPOCH,
        epoch__lt=newest.epoch,
        destroyed_at=None,
    ).order_by("epoch")


@transaction.atomic
def _move_batch(newest: CompanyKey) -> int:
    """Some live data keys hang on the newest epoch; how many. None is ever without a parent."""
    rows = list(
        DataKey.objects.select_for_update(of=("self",))
        .select_related("company_key")
        .filter(company_key__in=_earlier(newest), wrapped__isnull=False)
        .order_by("pk")[:BATCH]
    )
    for row in rows:
        key = keys.open_data_key(row)
        row.company_key = newest
        row.wrapped = keys.wrap_data_key(key, row=row)
    # First, so that a restored backup finds whatever this commit makes it need.
    carrying.note(newest, rows)
    DataKey.objects.bulk_update(rows, ["company_key", "wrapped"])
    return len(rows)


@transaction.atomic
def _move_tokens(newest: CompanyKey) -> int:
    """Some search tokens are masked under the newest epoch; how many."""
    unmasked = Q(company_key__in=_earlier(newest)) | Q(company_key=None)
    rows = list(
        SearchToken.objects.select_for_update(of=("self",))
        .select_related("company_key")
        .filter(unmasked, company_id=newest.company_id)
        .order_by("pk")[:TOKENS]
    )
    for row in rows:
        row.token = search.mask(search.unmask(bytes(row.token), row.company_key), newest)
        row.company_key = newest
    SearchToken.objects.bulk_update(rows, ["company_key", "token"])
    return len(rows)


@transaction.atomic
def _destroy(key: CompanyKey, *, now: datetime) -> bool:
    """The epoch's key is gone for good, unless a live data key still needs it."""
    locked = CompanyKey.objects.select_for_update().get(pk=key.pk)
    if locked.destroyed_at is not None:
        return False
    if DataKey.objects.filter(company_key=locked, wrapped__isnull=False).exists():
        return False
    if SearchToken.objects.filter(company_key=locked).exists():
        return False
    locked.wrapped, locked.destroyed_at = None, now
    locked.save(update_fields=["wrapped", "destroyed_at"])
    transaction.on_commit(partial(_take_off_the_disk, locked.stored_as))
    return True


def _take_off_the_disk(name: str) -> None:
    """Gone from every folder. What a failing disk keeps is left to the next round."""
    try:
        if name:
            keystore.destroy(name)
            carrying.destroy(name)
    except OSError:
        logger.exception("the destroyed key %s is still on a disk", name)


# --- All of them ----------------------------------------------------------------------------------


def _companies() -> list[int]:
    epochs = CompanyKey.objects.filter(epoch__gte=keys.FIRST_EPOCH)
    return sorted(set(epochs.values_list("company_id", flat=True)))


def _is_due(company_id: int, now: datetime) -> bool:
    live = CompanyKey.objects.filter(
        company_id=company_id, epoch__gte=keys.FIRST_EPOCH, destroyed_at=None
    )
    newest = live.order_by("-epoch").first()
    if newest is None:
        return False
    # A backup holds a key that lay in the database: only a new epoch ends that.
    over = (end := ends_at(newest)) is not None and end <= now
    return over or len(live) > 1 or newest.wrapped is not None


def _move_out() -> None:
    """The search keys that lie in the database lie in files. Those of epochs end instead."""
    for row in CompanyKey.objects.filter(epoch=keys.SEARCH_EPOCH, wrapped__isnull=False):
        file = keystore.KeyFile.of(
            company_id=row.company_id,
            epoch=row.epoch,
            created_at=row.created_at,
            wrapped=bytes(row.wrapped or b""),
        )
        name = keystore.keep(file)
        moved = CompanyKey.objects.filter(pk=row.pk, wrapped__isnull=False)
        if not moved.update(stored_as=name, wrapped=None):
            keystore.destroy(name)


def _tidy() -> None:
    rows = CompanyKey.objects.exclude(stored_as="")
    on_disk = keystore.names()
    destroyed = rows.filter(destroyed_at__isnull=False).values_list("stored_as", flat=True)
    for name in on_disk.intersection(destroyed):
        _take_off_the_disk(name)
    live = list(rows.filter(destroyed_at=None).values_list("stored_as", flat=True))
    keystore.mend(live)
    for name in live:
        carrying.mend(name)
