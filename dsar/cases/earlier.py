"""Earlier requests of the same person at the same company: facts for Art. 12(5), no verdict."""

from django.db.models import QuerySet

from dsar.vault import search
from dsar.vault.operations import Shredded, unseal

from .models import Case

MOST = 20


def by_what(case: Case) -> tuple[str, str]:
    """What the person is found by, and it: the address; the name where there is no address."""
    try:
        person = unseal(case, "person") or {}
    except Shredded:
        return "", ""
    if email := str(person.get("email", "")):
        return "email", email
    return "name", str(person.get("name", ""))


def earlier_cases(case: Case) -> QuerySet[Case]:
    """Those received before this one, the newest first, at most `MOST`; none that was erased."""
    kind, value = by_what(case)
    if not value:
        return Case.objects.none()
    keys = search.find(company_ids=[case.company_id], kind=kind, value=value)
    found = Case.objects.filter(
        company_id=case.company_id, data_key__in=keys, received_at__lt=case.received_at
    )
    return found.exclude(pk=case.pk).order_by("-received_at", "-pk")[:MOST]
