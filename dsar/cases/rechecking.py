"""Whether the reason for a reminder still holds, on the day it is taken or goes up a level."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from deadlines.ladders import REVIEW, rung_of
from dsar.outbox import models as outbox

from .models import Case, Message
from .transitions import Status

ACKNOWLEDGEMENT = "acknowledgement"


class OfKind(Protocol):
    """A reminder that was taken, or an escalation that began with one."""

    @property
    def kind(self) -> str: ...


Row = TypeVar("Row", bound=OfKind)


def still_owed(pairs: Iterable[tuple[Case | None, Row]]) -> list[tuple[Case, Row]]:
    """Without those of cases that are erased, closed or answered, of answers that were checked
    meanwhile, and of receipts that have left."""
    still = [
        (case, row)
        for case, row in pairs
        if case is not None and case.is_open and case.released_at is None
        if _limit(row) != REVIEW or case.status == Status.IN_REVIEW
    ]
    asked = {case.pk for case, row in still if _limit(row) == ACKNOWLEDGEMENT}
    gone = _acknowledged(asked) if asked else set()
    return [
        (case, row) for case, row in still if _limit(row) != ACKNOWLEDGEMENT or case.pk not in gone
    ]


def _limit(row: OfKind) -> str:
    return rung_of(row.kind)[0]


def _acknowledged(cases: Collection[UUID]) -> set[UUID]:
    """Those whose receipt a mail server took. Of a letter nobody tells us that it was posted."""
    receipts = Message.objects.filter(
        case__in=cases, kind="received", direction=Message.Direction.OUT, by_post=False
    )
    by_key = {f"letter:{pk}": case for pk, case in receipts.values_list("pk", "case")}
    sent = outbox.Message.objects.filter(key__in=by_key, state=outbox.State.SENT)
    return {by_key[key] for key in sent.values_list("key", flat=True)}
