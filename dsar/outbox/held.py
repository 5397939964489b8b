"""After a restore nothing leaves by itself: yesterday's letters would go once more.

The last message that left is noted outside the database, beside the list of tombstones. A database
that does not know it, or takes it for unsent, is older than what has happened: mail is held until
somebody lets it go (`manage.py release_mail`).
"""

import contextlib
import logging
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from dsar import tenancy
from dsar.outbox.models import Message, State

logger = logging.getLogger(__name__)

FILE = "last-sent"
WHY = (
    "The database was restored: it does not know of the last mail that left. Nothing is sent until "
    "somebody runs manage.py release_mail."
)


def _path() -> Path:
    return Path(settings.TOMBSTONES) / FILE


def note(sent: UUID) -> None:
    """This one has left. What a failing disk does not take costs the next restore its hold."""
    place = _path()
    aside = place.with_name(f"{FILE}-{os.getpid()}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.write_text(f"{sent}\n")
        aside.replace(place)
    except OSError as error:
        logger.error("The last mail could not be noted: %s", type(error).__name__)


@tenancy.every_company("the last message that left may be anybody's")
def is_held() -> bool:
    """Whether this database is older than the last message that left."""
    try:
        last = UUID(_path().read_text().strip())
    except (OSError, ValueError):
        return False
    return not Message.objects.filter(pk=last).exclude(state=State.QUEUED).exists()


def waiting() -> int:
    """How many messages would leave if they were let go now."""
    return Message.objects.filter(state=State.QUEUED).count()


@transaction.atomic
def release(*, drop_before: datetime | None = None) -> tuple[int, int]:
    """Mail leaves again. What was owed before that moment never does; the letters stay in their
    cases. How many were dropped, how many are left to send.

    What had left before the restore leaves once more, under the same id.
    """
    dropped = 0
    if drop_before is not None:
        old = Message.objects.filter(state=State.QUEUED, created_at__lt=drop_before)
        dropped = old.update(state=State.DROPPED, lease_until=None, last_error="before-a-restore")
    with contextlib.suppress(FileNotFoundError):
        _path().unlink()
    return dropped, waiting()
