"""The yearly figures of 11 CCR 7102, as a page, as CSV and as PDF."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar.content.serving import as_attachment
from dsar.reports import california, exporting
from dsar.reports.scope import Scope, latest_today
from dsar.typeset.paper import Unprintable

from ..access import Desk, desk_page, page
from .reports import reported
from .signed_reports import as_csv

FIRST_YEAR = 2020  # the law is no older


@desk_page
@require_safe
def latest(_: HttpRequest, desk: Desk) -> HttpResponseBase:
    """On to the last full year."""
    today = latest_today(reported(desk), timezone.now())
    return redirect("desk:report_california", year=today.year - 1)


@desk_page
@require_safe
def year(request: HttpRequest, desk: Desk, year: int) -> HttpResponseBase:
    scope = _scope(request, desk, year)
    context = {
        "scope": scope,
        "year": year,
        "one": scope.companies[0] if len(scope.companies) == 1 else None,
        "companies": reported(desk),
        "report": california.report_of(scope),
        "has_cases": california.has_cases(scope),
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < max(scope.by_today()).year else None,
    }
    return page(request, desk, "reports/california.html", context)


@desk_page
@require_safe
def year_csv(request: HttpRequest, desk: Desk, year: int) -> HttpResponseBase:
    scope = _scope(request, desk, year)
    return as_csv(california.report_of(scope), f"california-{year}")


@desk_page
@require_safe
def year_pdf(request: HttpRequest, desk: Desk, year: int) -> HttpResponseBase:
    scope = _scope(request, desk, year)
    below = [f"Of {', '.join(company.name for company in scope.companies)}."]
    if scope.invented:
        below.append("These are invented cases.")
    try:
        pdf = exporting.pdf_of(california.report_of(scope), below=below)
    except Unprintable as refused:
        messages.error(request, str(refused))
        return redirect(reverse("desk:report_california", args=[year]))
    response = HttpResponse(pdf, content_type="application/pdf")
    as_attachment(response, f"california-{year}.pdf")
    return response


def _scope(request: HttpRequest, desk: Desk, year: int) -> Scope:
    """What the address asks for; another's company looks like one that does not exist."""
    now, companies = timezone.now(), reported(desk)
    wanted = request.GET.get("company", "")
    chosen = tuple(one for one in companies if wanted in ("", one.slug))
    if not chosen or not FIRST_YEAR <= year <= latest_today(companies, now).year:
        raise Http404
    first, last = california.year_of(year)
    return Scope(chosen, first, last, now, invented=request.GET.get("cases") == "invented")
