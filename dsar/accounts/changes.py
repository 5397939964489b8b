"""What opens an account has changed: the trail says so, and whoever it belongs to is told.

A mail needs a company to come from. The floor that knows companies says how (`register`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from dsar.accounts.models import User
from dsar.accounts.trail import note


class Tell(Protocol):
    def __call__(self, what: str, /, *, user: User, now: datetime) -> None: ...


_TELLERS: list[Tell] = []


def register(fn: Tell) -> None:
    _TELLERS.append(fn)


@transaction.atomic
def changed(
    event: str, *, user: User, now: datetime, actor: str = "", facts: Mapping[str, Any] = {}
) -> None:
    """The event stands in the trail and a mail about it is owed to the person.

    `what` a teller is given is the event, with the kind of factor where it is about one:
    “factor.added:app”.
    """
    what = f"{event}:{facts['kind']}" if "kind" in facts else event
    for tell in _TELLERS:
        tell(what, user=user, now=now)
    note(event, user=user, now=now, actor=actor, facts=facts)
