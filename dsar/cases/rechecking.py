"""Whether the reason for a reminder still holds, on the day it is taken or goes up a level."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from deadlines.ladders import REVIEW, rung_of
from dsar.outbox import models as outbox

from .letter_kinds import RECEIPTS
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
    """Those whose receipt left: a mail server took it, or somebody posted it. What was asked for at
    once has one for all."""
    sendings = _sendings(cases)
    found = Message.objects.filter(
        case__in=sendings, kind__in=RECEIPTS, direction=Message.Direction.OUT
    )
    receipts = list(found.values_list("pk", "case", "by_post", "posted_at"))
    mailed = {f"letter:{pk}": case for pk, case, by_post, _ in receipts if not by_post}
    taken = outbox.Message.objects.filter(key__in=mailed, state=outbox.State.SENT)
    left = {sendings[mailed[key]] for key in taken.values_list("key", flat=True)}
    left |= {sendings[case] for _, case, _, posted_at in receipts if posted_at is not None}
    return {pk for pk in cases if sendings[pk] in left}


def _sendings(cases: Collection[UUID]) -> dict[UUID, UUID]:
    """These and what was asked for with them, each with its tie; itself, where it has none."""
    ties = Case.objects.filter(pk__in=cases, together__isnull=False).values("together")
    tied = Case.objects.filter(together__in=ties).values_list("pk", "together")
    return {pk: pk for pk in cases} | {pk: tie for pk, tie in tied if tie is not None}
