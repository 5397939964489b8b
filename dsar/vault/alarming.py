"""What is wrong with the keys, as numbers for whoever watches."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from . import checking, epochs, keys, keystore
from .models import CompanyKey

LATE = timedelta(days=1)


def problems(*, now: datetime) -> dict[str, int]:
    """How many of each kind; 0 everywhere when all is well.

    `unopened`: keys that are needed and do not open. `service`: nobody answers for the root key.
    `late`: epochs that ought to have ended a day ago. `folders`: folders of keys, or of the list
    of tombstones, that cannot be read and written. `copies`: files that one folder lacks.
    """
    found = dict.fromkeys(("unopened", "service", "late", "folders", "copies"), 0)
    unopened, away = checking.opening()
    found["unopened"], found["service"] = len(unopened), int(bool(away))
    found["late"] = sum(_is_late(key, now) for key in _running())
    places = [*keystore.folders(), _nearest(Path(settings.TOMBSTONES))]
    found["folders"] = sum(not os.access(place, os.R_OK | os.W_OK | os.X_OK) for place in places)
    found["copies"] = len(checking.copies())
    return found


def _nearest(place: Path) -> Path:
    """The folder itself, or where it will be made with the first erasure."""
    return place if place.exists() else place.parent


def _running() -> list[CompanyKey]:
    """The newest epoch of each company, and earlier ones that were not destroyed."""
    return list(CompanyKey.objects.filter(epoch__gte=keys.FIRST_EPOCH, destroyed_at=None))


def _is_late(key: CompanyKey, now: datetime) -> bool:
    ends = epochs.ends_at(key)
    return ends is not None and ends + LATE < now
