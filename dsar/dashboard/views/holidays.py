"""Whose public holidays move a due date: what the data say, and what the company corrected."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deadlines.errors import ClockError
from deadlines.holidays import FIRST_YEAR, LAST_YEAR, NONE, VERSION, calendar_of
from dsar.accounts.roles import Permission
from dsar.cases.dates import civil_date
from dsar.cases.recalculating import under_holidays
from dsar.companies.holidays import (
    HolidayRefused,
    add_holiday,
    changes_of,
    remove_holiday,
    undo_change,
    year_of,
)
from dsar.companies.models import Company

from ..access import Desk, desk_page, page
from ..forms.base import DeskForm
from ..forms.holidays import AddHoliday, RemoveHoliday
from ..happened import names_of, when, who

FORMS: dict[str, type[DeskForm]] = {"add": AddHoliday, "remove": RemoveHoliday}
DONE = {
    "add": "Added. It counts for requests received from now on.",
    "remove": "Taken out. It counts for requests received from now on.",
}


@desk_page
@require_safe
def companies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    found = [membership.company for membership in desk.memberships]
    if not found:
        raise PermissionDenied
    if len(found) == 1:
        return redirect("desk:holidays_of", slug=found[0].slug)
    return page(request, desk, "holidays_companies.html", {"companies": found})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """A year of the calendar; whoever manages the company can change it."""
    company = desk.company(slug)
    if request.method == "POST":
        desk.require(Permission.MANAGE_COMPANY, company.pk)
        return _change(request, desk, company)
    return _show(request, desk, company, {kind: form(prefix=kind) for kind, form in FORMS.items()})


@desk_page
@require_POST
def undo(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    if not company.holiday_changes.filter(pk=pk).exists():
        raise Http404
    try:
        change = undo_change(
            company_id=company.pk, change_id=pk, actor=desk.actor, now=timezone.now()
        )
    except HolidayRefused as refused:
        messages.info(request, str(refused))
        return redirect("desk:holidays_of", slug=slug)
    messages.success(request, "Undone. It counts for requests received from now on.")
    return _back(company, change.day.year)


def _change(request: HttpRequest, desk: Desk, company: Company) -> HttpResponseBase:
    kind = "remove" if "remove" in request.POST else "add"
    forms = {name: form(prefix=name) for name, form in FORMS.items()}
    form = forms[kind] = FORMS[kind](request.POST, prefix=kind)
    if form.is_valid():
        run = remove_holiday if kind == "remove" else add_holiday
        try:
            change = run(
                company_id=company.pk, actor=desk.actor, now=timezone.now(), **form.cleaned_data
            )
        except HolidayRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, DONE[kind])
            return _back(company, change.day.year)
    return _show(request, desk, company, forms, wrong=form, status=400)


def _show(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    forms: dict[str, DeskForm],
    *,
    wrong: DeskForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    year = _year(request, company)
    changes = changes_of(company)
    names = names_of({actor for one in changes for actor in (one.made_by, one.undone_by)})
    context: dict[str, Any] = {
        "company": company,
        "calendar": _name(company),
        "version": VERSION,
        "year": year,
        "holidays": year_of(company, year),
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "missing": not FIRST_YEAR <= year <= LAST_YEAR,
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
        "changes": [
            {
                "change": one,
                "made": f"{who(one.made_by, names)}, {when(one.made_at, company)}",
                "undone": f"{who(one.undone_by, names)}, {when(one.undone_at, company)}"
                if one.undone_at
                else "",
            }
            for one in changes
        ],
        "moves": under_holidays(company) if _name(company) else None,
        "may_change": Permission.MANAGE_COMPANY in desk.permissions(company.pk),
        "add": forms["add"],
        "remove": forms["remove"],
        "form": wrong,
    }
    return page(request, desk, "holidays.html", context, status=status)


def _name(company: Company) -> str:
    """What the calendar is called; empty where nothing but weekends moves a date."""
    if company.calendar in ("", NONE):
        return ""
    try:
        return calendar_of(company.calendar).name
    except ClockError:
        return company.calendar


def _year(request: HttpRequest, company: Company) -> int:
    text = request.GET.get("year", "")
    if text.isdecimal() and len(text) <= 4:
        return int(text)
    return _today(company).year


def _today(company: Company) -> date:
    return civil_date(company, timezone.now()) if company.timezone else timezone.now().date()


def _back(company: Company, year: int) -> HttpResponseBase:
    there = redirect("desk:holidays_of", slug=company.slug)
    there["Location"] += f"?year={year}"
    return there
