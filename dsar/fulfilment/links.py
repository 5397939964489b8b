"""The link by which an owner answers: 256 random bits, of which only a hash is kept.

It opens nothing by itself: a button on its page does, which a machine that reads mail does not
press. A new one ends the one before.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from dsar.cases.transitions import Status
from identity.operations import digest_of

from .models import SearchTask

REASON = "search-open"
LIFE = timedelta(days=14)
# An open page works for so long; then the link opens it again.
OPEN_FOR = timedelta(hours=4)
_WANTED = ~Q(case__status=Status.CLOSED) & Q(
    state=SearchTask.State.OPEN, case__erased_at=None, case__released_at=None
)


def make(task: SearchTask, *, now: datetime) -> str:
    """A new address for this task, good for two weeks. The caller saves nothing more."""
    secret = secrets.token_urlsafe(32)
    task.token_hash, task.link_until = digest_of(secret), now + LIFE
    task.links += 1
    task.save(update_fields=["token_hash", "link_until", "links"])
    return f"{settings.PUBLIC_URL}/search/open/{secret}/"


def shut(task: SearchTask, *, now: datetime) -> None:
    """No link of it works, nor a page that is open."""
    task.token_hash, task.link_until, task.shut_at = "", None, now
    task.save(update_fields=["token_hash", "link_until", "shut_at"])


def subject_of(task: SearchTask) -> str:
    """For REASON: this task with this link."""
    return f"{task.pk}:{task.links}"


def is_wanted(subject: str) -> bool:
    """Asked before a mail leaves: nobody has answered, and its link is the newest."""
    pk, _, links = subject.partition(":")
    found = SearchTask.objects.filter(_WANTED, pk=UUID(pk), links=int(links))
    return found.exclude(token_hash="").exists()


def find(digest: str, *, now: datetime) -> SearchTask | None:
    """The task whose link has this digest, if it is still to be answered by it."""
    return _tasks().filter(token_hash=digest, link_until__gt=now).exclude(token_hash="").first()


def still_open(task_id: UUID, *, since: datetime, now: datetime) -> SearchTask | None:
    """The task of a page that was opened at `since`, as long as that page works."""
    if since + OPEN_FOR <= now:
        return None
    found = _tasks().filter(pk=task_id).filter(Q(shut_at=None) | Q(shut_at__lt=since))
    return found.first()


def _tasks() -> QuerySet[SearchTask]:
    return SearchTask.objects.filter(_WANTED).select_related(
        "system", "case__company", "case__policy", "case__clock", "case__data_key__company_key"
    )
