"""What decides about requests, rule by rule, for everybody who works at the company."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar.accounts.roles import Permission
from dsar.companies.differences import differences
from dsar.companies.gaps import missing
from dsar.companies.lint import Concern, lint_rules
from dsar.companies.models import Policy
from dsar.companies.policy_lines import parts
from dsar.companies.rules import Rules
from dsar.companies.webhooks import warnings

from ..access import Desk, desk_page, page


@desk_page
@require_safe
def policies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    if not desk.memberships:
        raise PermissionDenied
    companies = [membership.company for membership in desk.memberships]
    found = Policy.objects.filter(company__in=companies).select_related("company")
    versions = found.order_by("company__name", "company_id", "-version")
    context = {
        "policies": versions,
        "managed": {company.pk for company in desk.companies(Permission.MANAGE_COMPANY)},
        "worded": {company.pk for company in desk.companies(Permission.WORD_LETTERS)},
        "seen": {company.pk for company in desk.companies(Permission.VIEW_CASES)},
    }
    return page(request, desk, "policies.html", context)


@desk_page
@require_safe
def policy(request: HttpRequest, desk: Desk, slug: str, version: int) -> HttpResponseBase:
    """One version; another company's looks like one that does not exist."""
    if slug not in {membership.company.slug for membership in desk.memberships}:
        raise Http404
    found = get_object_or_404(
        Policy.objects.select_related("company"), company__slug=slug, version=version
    )
    rules = found.rules
    context = {
        "policy": found,
        "parts": parts(rules),
        "differences": differences(rules),
        "marks": _marks(rules),
        "missing": missing(rules),
        "warnings": warnings(found.company, rules),
    }
    return page(request, desk, "policy.html", context)


def _marks(rules: Rules) -> list[Concern]:
    """What a check of the policy's own words finds, beyond where it parts from the law."""
    shown = {difference.policy for difference in differences(rules)}
    today = timezone.localdate()
    return [
        one for one in lint_rules(rules, on=today) if one.sentence and one.sentence not in shown
    ]
