"""The month's report, the cases behind each of its numbers, and what each number means."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar.accounts.roles import Permission
from dsar.cases.models import Case
from dsar.cases.queries import cases_seen_by
from dsar.companies.models import Company
from dsar.reports import behind, counting, making, month, pictures, signing, six_weeks
from dsar.reports.california_figures import FIGURES_OF_CALIFORNIA
from dsar.reports.document import Report
from dsar.reports.figures import FIGURES
from dsar.reports.grounds import ground_words
from dsar.reports.scope import (
    ONE_DAY,
    NoMonth,
    Scope,
    last_full_month,
    latest_today,
    month_named,
)

from .. import paging
from ..access import Desk, desk_page, page
from ..forms.reports import SignForm
from ..happened import names_of, when, who
from ..rows import rows_of


@desk_page
@require_safe
def reports(_: HttpRequest, desk: Desk) -> HttpResponseBase:
    """On to the last full month; of invented cases in a demonstration, and where there are no
    others."""
    companies = reported(desk)
    first = last_full_month(latest_today(companies, timezone.now()))
    real = Case.objects.filter(company__in=companies, is_test=False)
    any_case = Case.objects.filter(company__in=companies)
    invented = settings.DEMO or (not real.exists() and any_case.exists())
    address = reverse("desk:report", args=[f"{first:%Y-%m}"])
    return redirect(f"{address}?cases=invented" if invented else address)


@desk_page
@require_safe
def report(request: HttpRequest, desk: Desk, month_code: str) -> HttpResponseBase:
    scope = scope_of(request, desk, month_code)
    weeks = six_weeks.six_weeks(scope)
    made = making.whole(scope, weeks)
    backlog = made.table("backlog")
    context = {
        **frame(scope, month_code),
        "companies": reported(desk),
        "report": made,
        "has_cases": counting.has_cases(scope),
        "weeks": weeks,
        **_signing(desk, scope, made),
        "weekdays": six_weeks.WEEKDAYS,
        "demo": settings.DEMO,
        "bars": pictures.bars(made.table("ageing")),
        "lines": zip(
            ("opened", "ended", "open"), pictures.lines(backlog), backlog.head[1:], strict=True
        ),
        **{_name(table.code): table for table in made.tables},
    }
    return page(request, desk, "reports/month.html", context)


@desk_page
@require_safe
def cases(request: HttpRequest, desk: Desk, code: str) -> HttpResponseBase:
    """The cases that a number of a report counts, by the same condition."""
    now = timezone.now()
    try:
        found = behind.read(code, request.GET.dict(), companies=reported(desk), now=now)
        after = request.GET.get("after", "")
        key = paging.read_key(after) if after else None
    except ValueError:
        raise Http404 from None
    seen = cases_seen_by(desk.user).filter(pk__in=found.cases.values("pk"))
    shown = paging.newest_first(seen.prefetch_related("clock__events"), key)
    context = {
        "figure": found.figure,
        "scope": found.scope,
        "one": found.scope.companies[0] if len(found.scope.companies) == 1 else None,
        "narrowed": [_said(name, value) for name, value in found.narrowed.items()],
        "count": found.cases.count(),
        "rows": rows_of(shown.rows, now=now),
        "next": shown.after,
        "query": request.GET.urlencode(),
    }
    return page(request, desk, "reports/cases.html", context)


@desk_page
@require_safe
def definitions(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    reported(desk)
    return page(
        request,
        desk,
        "reports/definitions.html",
        {"figures": [*FIGURES.values(), *FIGURES_OF_CALIFORNIA.values()]},
    )


def reported(desk: Desk) -> list[Company]:
    """The companies whose reports this person may read. Raises PermissionDenied for none."""
    found = desk.companies(Permission.VIEW_REPORTS)
    if not found:
        raise PermissionDenied
    return found


def scope_of(request: HttpRequest, desk: Desk, month_code: str) -> Scope:
    """What the address asks for; another's company looks like one that does not exist."""
    now, companies = timezone.now(), reported(desk)
    wanted = request.GET.get("company", "")
    chosen = tuple(one for one in companies if wanted in ("", one.slug))
    if not chosen:
        raise Http404
    try:
        first, last = month_named(month_code, today=latest_today(companies, now))
    except NoMonth:
        raise Http404 from None
    return Scope(chosen, first, last, now, invented=request.GET.get("cases") == "invented")


def frame(scope: Scope, month_code: str) -> dict[str, object]:
    """What every page of a month needs."""
    next_month = scope.last + ONE_DAY
    return {
        "scope": scope,
        "month": month_code,
        "month_name": month.month_name(scope.first),
        "one": scope.companies[0] if len(scope.companies) == 1 else None,
        "before": _month(scope.first - ONE_DAY),
        "after": _month(next_month) if next_month <= max(scope.by_today()) else None,
    }


def _signing(desk: Desk, scope: Scope, shown: Report) -> dict[str, object]:
    """Who signed this month, and whether this person may: what is shown, and nothing else."""
    signs = {company.pk for company in desk.companies(Permission.SIGN_REPORTS)}
    can_sign = signs.issuperset(company.pk for company in scope.companies)
    is_over = scope.last < min(scope.by_today())
    read = making.as_it_stands(scope, shown) if can_sign and is_over else ""
    signed = [
        one
        for company in scope.companies
        for one in signing.signed_reports(
            company.pk, scope.first, invented=scope.invented
        ).select_related("company")
    ]
    names = names_of(one.signed_by for one in signed)
    return {
        "versions": [
            (one, who(one.signed_by, names), when(one.signed_at, one.company)) for one in signed
        ],
        "signs": can_sign,
        "is_over": is_over,
        "read": read,
        "form": SignForm(),
    }


def _month(day: date) -> dict[str, str]:
    return {"code": f"{day:%Y-%m}", "name": month.month_name(day)}


def _said(name: str, value: str) -> str:
    if name == "right":
        return month.RIGHTS.get(value, value)
    if name == "channel":
        return month.CHANNELS.get(value, value)
    return ground_words(value)


def _name(code: str) -> str:
    """As a template calls a table."""
    return "companies_table" if code == "companies" else code.replace("-", "_")
