"""Which companies exist for whom."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from dsar.accounts.models import User
from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.companies.models import Company, Membership, Policy
from dsar.companies.rules import Rules


def published() -> QuerySet[Company]:
    """Companies that a stranger can ask."""
    return Company.objects.filter(published_at__isnull=False)


def deserted(company_ids: Iterable[int]) -> QuerySet[Company]:
    """Those of them that can be asked and where nobody works on cases: reminders reach no one."""
    able = [role for role, may in ALLOWED.items() if Permission.WORK_CASES in may]
    workers = Membership.objects.filter(company=OuterRef("pk"), role__in=able, user__is_active=True)
    return published().filter(~Exists(workers), pk__in=company_ids)


def slugs() -> dict[int, str]:
    """Every company's name in addresses, by its number: the audit's reports speak in these."""
    return dict(Company.objects.values_list("pk", "slug"))


def names() -> list[str]:
    """What the companies are called: nobody's password is made of that."""
    return list(Company.objects.values_list("name", flat=True))


def role_of(user: User | AnonymousUser, company: Company) -> Role | None:
    if not user.is_authenticated or not user.is_active:
        return None
    role = Membership.objects.filter(user=user, company=company).values_list("role", flat=True)
    return Role(role[0]) if role else None


def permissions_of(user: User | AnonymousUser, company: Company) -> frozenset[Permission]:
    """What this person may do at this company; nothing for a stranger."""
    role = role_of(user, company)
    return ALLOWED[role] if role else frozenset()


def rules_by_policy(policy_ids: Iterable[int]) -> dict[int, Rules]:
    """The rules of these versions, each read and decoded once."""
    found = Policy.objects.filter(pk__in=policy_ids).values_list("pk", "rules_json")
    return {pk: Rules.from_json(rules_json) for pk, rules_json in found}


def rules_in_force(company_ids: Iterable[int]) -> dict[int, Rules]:
    """The rules of each company's newest published version, by company, in one statement."""
    published = Policy.objects.published().filter(company__in=company_ids)
    newest = published.order_by("company_id", "-version").distinct("company_id")
    found = newest.values_list("company_id", "rules_json")
    return {company_id: Rules.from_json(rules_json) for company_id, rules_json in found}
