"""Registers beside the month: complaints, and where policies part from the law."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dsar.accounts.roles import Permission
from dsar.cases.queries import cases_seen_by
from dsar.reports import policy_problems
from dsar.reports.complaints import register_of
from dsar.reports.scope import latest_today

from .. import paging
from ..access import Desk, desk_page, page
from ..happened import names_of, when, who
from .reports import reported


@desk_page
@require_safe
def problems(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    companies = reported(desk)
    found = policy_problems.problems(companies, on=latest_today(companies, timezone.now()))
    names = names_of(one.told.told_by for one in found if one.told)
    signs = {company.pk for company in desk.companies(Permission.SIGN_REPORTS)}
    context = {
        "problems": [
            {
                "problem": one,
                "told": f"{who(one.told.told_by, names)}, {when(one.told.told_at, one.company)}"
                if one.told
                else "",
                "may_tell": one.company.pk in signs and not one.told,
            }
            for one in found
        ]
    }
    return page(request, desk, "reports/problems.html", context)


@desk_page
@require_POST
def told(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """The company was told of this one."""
    company = desk.company(slug)
    desk.require(Permission.SIGN_REPORTS, company.pk)
    now = timezone.now()
    try:
        policy_problems.mark_told(
            company_id=company.pk,
            key=request.POST.get("key", ""),
            actor=desk.actor,
            now=now,
            on=latest_today([company], now),
        )
    except policy_problems.NoProblem:
        raise Http404 from None
    messages.success(request, f"Kept: {company.name} was told.")
    return redirect("desk:report_problems")


@desk_page
@require_safe
def complaints(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Every complaint, the newest first."""
    companies, now = reported(desk), timezone.now()
    try:
        after = request.GET.get("after", "")
        key = paging.read_key(after) if after else None
    except ValueError:
        raise Http404 from None
    invented = request.GET.get("cases") == "invented"
    seen = cases_seen_by(desk.user).filter(
        company__in=companies, right="complaint", is_test=invented
    )
    shown = paging.newest_first(seen, key)
    context = {
        "lines": register_of(shown.rows, now),
        "next": shown.after,
        "invented": invented,
    }
    return page(request, desk, "reports/complaints.html", context)
