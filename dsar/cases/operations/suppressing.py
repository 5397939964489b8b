"""The list of those whose data were deleted: who comes onto it, and who is taken off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from dsar.audit import operations as audit
from dsar.companies.models import Company
from dsar.vault.marks import marks

from ..done import was_deleted
from ..errors import Invalid, NotAllowed
from ..fingerprint import OBJECTED, address_to_list
from ..models import Case
from ..references import normalise
from ..suppressed import EMAIL, Asked, Match, Suppressed, matches
from .changing import record

BECAUSE: Final[Mapping[str, str]] = {
    "customer-again": "They became a customer again",
    OBJECTED: "They objected to being on the list",
    "mistake": "It was recorded by mistake",
}


def note_deleted(case: Case, *, actor: str, now: datetime) -> None:
    """Their address comes onto the list as the answer says that it does."""
    if was_deleted(case) and (email := address_to_list(case)):
        _add(case, EMAIL, email, actor=actor, now=now)


@transaction.atomic
def add(
    *, company_id: int, reference: str, kind: str, value: str, actor: str, now: datetime
) -> None:
    """Another address or number of somebody whose data were deleted in that case. Raises Invalid,
    and NotAllowed where nothing was deleted."""
    case = Case.objects.filter(company=company_id, reference=normalise(reference) or "").first()
    if case is None:
        raise Invalid("reference", "There is no such case at this company.")
    if kind not in Suppressed.Kind.values:
        raise Invalid("kind", "Choose whether it is an address or a number.")
    if case.right != "erasure" or not case.messages.filter(kind="answer").exists():
        raise NotAllowed(f"{case.reference}: nothing was deleted in this case.")
    _add(case, kind, value, actor=actor, now=now)


@transaction.atomic
def remove(*, company_id: int, pk: UUID, because: str, actor: str, now: datetime) -> None:
    """It is on the list no more, for a reason of `BECAUSE`. The case itself stays as it is."""
    if because not in BECAUSE:
        raise Invalid("because", "Choose why it is taken off the list.")
    found = Suppressed.objects.select_for_update().filter(company=company_id, pk=pk).first()
    if found is None:
        raise NotAllowed("It is on the list no more.")
    found.delete()
    audit.record(
        company_id=company_id,
        event="suppression.removed",
        subject=found.reference,
        actor=actor,
        now=now,
        facts={"kind": found.kind, "because": because},
    )


@transaction.atomic
def check(*, company: Company, asked: list[Asked], actor: str, now: datetime) -> list[Match]:
    """What of a list is on the company's own. The chain keeps how many, and nothing of the list."""
    found = matches(company.pk, asked, now=now)
    audit.record(
        company_id=company.pk,
        event="suppression.checked",
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts={"asked": len(asked), "matched": len(found)},
    )
    return found


def _add(case: Case, kind: str, value: str, *, actor: str, now: datetime) -> None:
    [mark] = marks(company_id=case.company_id, kind=kind, values=[value], now=now)
    if not mark:
        raise Invalid("value", "Give an email address or a telephone number.")
    _, is_new = Suppressed.objects.get_or_create(
        company=case.company,
        kind=kind,
        mark=mark,
        reference=case.reference,
        defaults={"added_at": now, "added_by": actor},
    )
    if is_new:
        record(case, "suppression.added", actor=actor, now=now, kind=kind)
