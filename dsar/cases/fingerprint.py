"""Whose address comes onto the list of those whose data were deleted, and whether it stands there;
both are told to the person."""

from dsar.audit.models import Event
from dsar.vault.operations import Shredded, unseal

from .models import Case
from .proof import is_between
from .suppressed import EMAIL, Suppressed

OBJECTED = "objected"


def address_to_list(case: Case) -> str:
    """That of the person whose data were deleted. Empty where it may be an agent's, where they
    objected, and for a test."""
    if case.is_test or is_between(case) or _objected(case):
        return ""
    try:
        return str((unseal(case, "person") or {}).get("email", ""))
    except Shredded:
        return ""


def is_listed(case: Case) -> bool:
    """Their address is on the list for this case."""
    entries = Suppressed.objects.filter(company=case.company_id, kind=EMAIL)
    return entries.filter(reference=case.reference).exists()


def _objected(case: Case) -> bool:
    return Event.objects.filter(
        company_id=case.company_id,
        subject=case.reference,
        event="suppression.removed",
        facts__because=OBJECTED,
    ).exists()
