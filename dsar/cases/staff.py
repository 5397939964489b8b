"""Who at a company stands on a rung of its ladder."""

from collections.abc import Iterable

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.companies.models import Membership

from .models import Case

Staff = dict[int, list[Membership]]


def staff_of(companies: set[int]) -> Staff:
    """Who works where, read once a batch."""
    staff: Staff = {company: [] for company in companies}
    for membership in Membership.objects.filter(
        company__in=companies, user__is_active=True
    ).select_related("user"):
        staff[membership.company_id].append(membership)
    return staff


def people_on(levels: Iterable[str], case: Case, staff: Staff) -> list[User]:
    """Everybody on these rungs, once. A case without an owner is everybody's who works there; so
    is that of an owner who has left."""
    here = staff[case.company_id]
    told = {membership.user for level in levels for membership in _on_rung(case, level, here)}
    return sorted(told, key=lambda person: person.pk)


def _on_rung(case: Case, level: str, staff: list[Membership]) -> list[Membership]:
    if level == "owner":
        owner = [membership for membership in staff if membership.user_id == case.owner_id]
        if owner:
            return owner
    role = Role.OFFICER if level == "owner" else Role(level)
    return [membership for membership in staff if membership.role == role]
