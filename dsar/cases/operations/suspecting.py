"""A request that looks like a machine's counts like any other; an officer says what it is.

Nothing is dropped and no clock waits: one taken for spam that was none is late all the same.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from ..errors import Invalid, NotAllowed
from ..models import Case
from ..transitions import Outcome
from .changing import lock_case, record, save
from .closing import end
from .settling import lock_all

SIGNS: Final = {
    "trap": "A field that people do not see was filled",
    "too-fast": "Sent in seconds",
    "crowded": "One of very many from one address on the network within an hour",
}


@transaction.atomic
def suspect(*, cases: Iterable[Case], sign: str, now: datetime) -> None:
    """They are marked for the officers, and nothing else about them changes."""
    for case in cases:
        save(case, suspected=sign)
        record(case, "case.suspected", actor="system", now=now, sign=sign)


@transaction.atomic
def trust(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """An officer looked: a person asked. It counts for all that was sent with it."""
    all_of_them = lock_all(case_id)
    case = lock_case(case_id, doing="trust")
    marked = [one for one in all_of_them if one.suspected and one.is_open]
    for one in marked:
        save(one, suspected="")
    for one in marked:
        record(one, "case.trusted", actor=actor, now=now)
    case.suspected = ""
    return case


@transaction.atomic
def call_spam(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """An officer looked: nobody asked for anything. Closed as no request; whoever reads mail at the
    address is told why, and can have it opened again."""
    case = lock_case(case_id, doing="call_spam")
    if not case.suspected:
        raise NotAllowed(
            f"{case.reference} does not look like spam: close it without an answer instead."
        )
    if not reason.strip():
        raise Invalid("reason", "Write the reason; whoever sent it will read it.")
    record(case, "case.called-spam", actor=actor, now=now, sign=case.suspected)
    return end(
        case,
        "call_spam",
        Outcome.NOT_A_REQUEST,
        "set_aside",
        actor=actor,
        now=now,
        reason=reason,
    )
