"""Who may be the second person for a case, and who is asked today."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from dsar.accounts.roles import ALLOWED, Permission
from dsar.companies.models import Membership
from dsar.companies.queries import rules_in_force

from .models import Case
from .staff import OWNER, Told, away_at

_ROLES = [role for role, may in ALLOWED.items() if Permission.APPROVE in may]


def members_who_approve(case: Case) -> QuerySet[Membership]:
    return Membership.objects.filter(
        company=case.company_id, role__in=_ROLES, user__is_active=True
    ).select_related("user")


def others(case: Case, prepared_by: Collection[str]) -> list[Membership]:
    """Those whose work it is not."""
    return [one for one in members_who_approve(case) if one.user.actor not in prepared_by]


def to_be_asked(case: Case, prepared_by: Collection[str], *, now: datetime) -> list[Told]:
    """Everybody who can approve it and is not away; if all are, those who are."""
    away, found = away_at([case.company], now=now), others(case, prepared_by)
    here = [one for one in found if (one.company_id, one.user_id) not in away]
    return [Told(one.user, OWNER) for one in here or found]


def alone_because(case: Case, prepared_by: Collection[str]) -> str:
    """The policy's written reason why one person may approve their own work, or nothing.

    By the version in force, and only while there is nobody else: an exception that stays in the
    policy after a second person has come excuses nothing.
    """
    rule = rules_in_force({case.company_id})[case.company_id].approval.value
    if not rule.alone or others(case, prepared_by):
        return ""
    return rule.reason
