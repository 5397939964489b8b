"""For whom somebody can say “seen” when a case was escalated: themselves and who is below."""

from dsar.accounts.roles import Role
from dsar.cases.models import Case

from .access import Desk

_LEVELS = {
    Role.LEAD: frozenset({"lead"}),
    Role.DPO: frozenset({"lead", "dpo", "deputy"}),
}


def levels_of(desk: Desk, case: Case) -> frozenset[str]:
    """By their role, as a deputy of the data protection officer, and as which they were told:
    whoever stands in for a lead can say “seen” for the lead."""
    membership = desk.membership(case.company_id)
    if membership is None:
        return frozenset()
    acting = Role.DPO if membership.is_deputy else Role(membership.role)
    told = case.notices.filter(user=desk.user).values_list("level", flat=True)
    return _LEVELS.get(acting, frozenset()) | frozenset(told) - {"owner"}
