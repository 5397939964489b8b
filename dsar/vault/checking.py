"""Whether what lies in the vault can be read, and whether all that was erased stays erased."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet

from dsar import tenancy
from dsar.kept import Kept

from . import keys, keystore, tombstones
from .models import CompanyKey, DataKey
from .wrapping import RootKeyAway, RootKeyError

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
MOST = 3  # sentences; a thousand companies with one wrong root key need no thousand
RESTORED = "If the database was restored from a backup, run manage.py replay_tombstones first."


@tenancy.every_company("one key that does not open keeps the whole desk from serving")
def not_opening() -> list[str]:
    """One sentence for each key that is needed and does not open; `RootKeyAway` if nobody answers.

    Opens them: that they are there, and under the right name, is not enough.
    """
    found = []
    for row in _needed():
        try:
            keys.open_company_key(row)
        except RootKeyAway:
            raise
        except RootKeyError as error:
            found.append(f"{error}.")
    hanging = DataKey.objects.filter(wrapped__isnull=False, company_key__destroyed_at__isnull=False)
    if count := hanging.count():
        found.append(f"{count} data keys hang on a key that was destroyed.")
    more = [f"So do not {len(found) - MOST} more keys."] if len(found) > MOST else []
    return [*found[:MOST], *more, RESTORED] if found else []


@Kept
def opening() -> tuple[list[str], str]:
    """The same for whoever asks every few seconds, and why nobody answers for the root key."""
    try:
        return not_opening(), ""
    except RootKeyAway as away:
        return [], f"{away}."


def _needed() -> QuerySet[CompanyKey]:
    """Not those of epochs that are over and have nothing live left under them."""
    living = DataKey.objects.filter(company_key=OuterRef("pk"), wrapped__isnull=False)
    later = CompanyKey.objects.filter(
        company_id=OuterRef("company_id"), epoch__gt=OuterRef("epoch"), destroyed_at=None
    )
    return CompanyKey.objects.filter(
        Q(epoch=keys.SEARCH_EPOCH) | Exists(living) | ~Exists(later), destroyed_at=None
    ).order_by("company_id", "epoch")


@tenancy.every_company("one person who is back keeps the whole desk from serving")
def not_replayed() -> str | None:
    """What to do when this database is a backup in which erased people live again."""
    if not tombstones.anything_risen():
        return None
    return (
        "The database holds keys that were destroyed: it was restored from a backup. "
        "Run manage.py replay_tombstones before anybody is let in."
    )


def unsafe_keys(given: Any) -> Iterator[str]:
    """One sentence for each of these settings with which nobody should begin to seal."""
    if not (given.DEMO or given.DEBUG) and _others_may_read(given.ROOT_KEY_FILE):
        yield (
            f"DSAR_ROOT_KEY_FILE names {given.ROOT_KEY_FILE}, which others on this machine may "
            f"read: chmod 400 {given.ROOT_KEY_FILE}"
        )
    if not given.KMS_URL:
        return
    at = urlsplit(given.KMS_URL)
    if at.scheme != "https" and at.hostname not in LOOPBACK:
        yield "DSAR_KMS_URL must begin with https://: keys of companies go there."
    if not given.KMS_TOKEN:
        yield "DSAR_KMS_TOKEN is missing: the key service must know who asks."


def _others_may_read(name: str) -> bool:
    # What a container engine puts there only that container sees, with a mode of the engine's.
    if not name or Path(name).is_relative_to("/run/secrets"):
        return False
    try:
        return bool(Path(name).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


@tenancy.every_company("files of keys are copied for all companies")
def lacking_a_copy() -> list[str]:
    """Folders that lack a file that another has; the next round copies it."""
    wanted = CompanyKey.objects.filter(destroyed_at=None).exclude(stored_as="")
    return [
        f"{folder} lacks {name}"
        for name in wanted.values_list("stored_as", flat=True)
        for folder in keystore.folders()
        if not (folder / name).exists()
    ]


copies = Kept(lacking_a_copy)
