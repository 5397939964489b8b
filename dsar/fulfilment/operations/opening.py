"""An owner opens a task by its link."""

from datetime import datetime

from django.db import transaction

from dsar import tenancy
from dsar.cases.operations.changing import record

from .. import links
from ..models import SearchTask
from .recording import OWNER


class LinkOver(Exception):
    """The link does not work: too old, replaced, withdrawn, answered, or never ours. It does not
    say which."""


@transaction.atomic
def open_search(*, digest: str, now: datetime) -> SearchTask:
    """The task whose link has this digest; from here on its company is in force. That it was
    opened stands in the chain. Raises LinkOver."""
    with tenancy.every_company("a link says whose it is only once it is found"):
        task = links.find(digest, now=now)
    if task is None:
        raise LinkOver
    tenancy.narrow_to([task.company_id])
    record(task.case, "search.opened", actor=OWNER, now=now, system=task.system.code)
    return task
