"""A refusal or a fee for a request that is manifestly unfounded or excessive (Art. 12(5)), put
forward by one person and waiting for another: nothing of it has left."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from dsar.vault.operations import Shredded, unseal

from .approval import Approval
from .models import Case, Message

Kind = Approval.Kind
# The note in which each is written down.
NOTES: Final[Mapping[str, str]] = {Kind.REFUSAL: "proposed-refusal", Kind.FEE: "proposed-fee"}


@dataclass(frozen=True)
class Proposal:
    """`amount` and `currency` of a fee only."""

    approval: Approval
    kind: Kind
    ground: str
    facts: str
    amount: Decimal
    currency: str


def proposal_of(case: Case, kind: str = "") -> Proposal | None:
    """The one that waits for a second person, of this kind or of either."""
    kinds = [kind] if kind else list(NOTES)
    if not case.is_open or case.released_at is not None:
        return None
    approval = case.approvals.filter(kind__in=kinds, state=Approval.State.ASKED).first()
    note = newest(case, approval.kind) if approval else None
    if approval is None or note is None:
        return None
    try:
        body: dict[str, Any] = unseal(note, "body") or {}
    except Shredded:
        return None
    return Proposal(
        approval=approval,
        kind=Kind(approval.kind),
        ground=body["ground"],
        facts=body["text"],
        amount=Decimal(body.get("amount", "0")),
        currency=body.get("currency", ""),
    )


def newest(case: Case, kind: str) -> Message | None:
    note = case.messages.filter(kind=NOTES[kind]).order_by("-at", "-pk").first()
    if note is not None:
        note.case = case
    return note


def preparers_of(case: Case, kind: str) -> set[str]:
    """Whoever wrote one for this case, this one or one that was sent back."""
    return set(case.messages.filter(kind=NOTES[kind]).values_list("actor", flat=True))


def digest_of(case: Case, kind: str) -> str:
    """Another one as soon as the ground, the facts or the sum is another. Of what is sealed, so
    that it tells nothing once the case is erased."""
    note = newest(case, kind)
    whole = hashlib.sha256(b"dsar.proposal/1" + case.reference.encode())
    if note is not None and note.body is not None:
        whole.update(note.pk.bytes + bytes(note.body))
    return whole.hexdigest()
