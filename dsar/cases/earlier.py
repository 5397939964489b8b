"""Earlier requests about the same person at the same company: facts for Art. 12(5), no verdict.

Somebody who acts for others asks for many people, so what counts is whom a request is about: who is
represented, or else who asks.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dsar.vault import search
from dsar.vault.operations import Shredded, unseal

from .models import Case

MOST = 20
# Of an address that asks for many people, the newest are looked at.
LOOKED_AT = 500
ADDRESS, NAME, BOTH = "address", "name", "both"


@dataclass(frozen=True)
class Earlier:
    case: Case
    how: str
    """By what it was found: the same address, the same whole name, or both."""


@dataclass(frozen=True)
class _Person:
    name: str
    email: str
    is_represented: bool


def by_what(case: Case) -> str:
    """What the person is found by: the address from which they ask for themselves, or the name."""
    about = _about(case)
    return ADDRESS if about and about.email and not about.is_represented else NAME


def earlier_cases(case: Case) -> list[Earlier]:
    """Those received before this one, the newest first, at most `MOST`; none that was erased."""
    about = _about(case)
    if about is None:
        return []
    found: list[Earlier] = []
    for one in _candidates(case, about, by_what(case))[:LOOKED_AT]:
        other = _about(one)
        if other and (how := _same(about, other)):
            found.append(Earlier(one, how))
        if len(found) == MOST:
            break
    return found


def _same(one: _Person, other: _Person) -> str:
    """By what they are the same person, or ""."""
    has_name = search.is_same_name(one.name, other.name)
    has_address = bool(one.email) and one.email.casefold() == other.email.casefold()
    if has_name:
        return BOTH if has_address else NAME
    # Whoever asks for others does it from one address.
    return ADDRESS if has_address and not (one.is_represented or other.is_represented) else ""


def _candidates(case: Case, about: _Person, by: str) -> QuerySet[Case]:
    kind, value = ("email", about.email) if by == ADDRESS else ("name", about.name)
    if not value:
        return Case.objects.none()
    keys = search.find(company_ids=[case.company_id], kind=kind, value=value)
    found = Case.objects.filter(
        company_id=case.company_id, data_key__in=keys, received_at__lt=case.received_at
    )
    lean = found.exclude(pk=case.pk).select_related("company", "data_key__company_key")
    return lean.order_by("-received_at", "-pk")


def _about(case: Case) -> _Person | None:
    """Whom it is about; None once that is erased."""
    try:
        person: dict[str, Any] = unseal(case, "person") or {}
    except Shredded:
        return None
    represented = str(person.get("representing", ""))
    return _Person(
        name=represented or str(person.get("name", "")),
        email=str(person.get("email", "")),
        is_represented=bool(represented),
    )
