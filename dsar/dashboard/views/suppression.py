"""Those whose data were deleted: is somebody of them in a list that is to be imported?"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.roles import Permission
from dsar.cases import suppressed
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.operations import suppressing
from dsar.cases.suppressed import Suppressed
from dsar.companies import keeping
from dsar.companies.models import Company

from ..access import Desk, desk_page, page
from ..forms.suppression import AddForm, CheckForm, RemoveForm

SHOWN = 50


@desk_page
@require_safe
def companies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    worked = desk.companies(Permission.WORK_CASES)
    if not worked:
        raise PermissionDenied
    if len(worked) == 1:
        return redirect("desk:suppression_of", slug=worked[0].slug)
    return page(request, desk, "suppression_companies.html", {"companies": worked})


@sensitive_post_parameters("text")
@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """A POST says which lines of a list are on it, and keeps nothing of the list."""
    company = _company(desk, slug)
    sent = request.method == "POST"
    form = CheckForm(request.POST if sent else None, request.FILES if sent else None)
    checked: dict[str, Any] = {}
    if form.is_valid():
        asked = list(suppressed.read(form.lines()))
        found = suppressing.check(
            company=company, asked=asked, actor=desk.actor, now=timezone.now()
        )
        checked = {"asked": len(asked), "found": found}
        form = CheckForm()
    known = {"company": company, "form": form, "checked": checked, **_listed(company)}
    return page(request, desk, "suppression.html", known, status=400 if form.errors else 200)


@sensitive_post_parameters("value")
@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = _company(desk, slug)
    form = AddForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            suppressing.add(
                company_id=company.pk, actor=desk.actor, now=timezone.now(), **form.cleaned_data
            )
        except Invalid as wrong:
            form.add_error(wrong.field, str(wrong))
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "It is on the list.")
            return redirect("desk:suppression_of", slug=slug)
    known = {"company": company, "form": form}
    return page(request, desk, "suppression_add.html", known, status=400 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, desk: Desk, slug: str, pk: UUID) -> HttpResponseBase:
    company = _company(desk, slug)
    entry = Suppressed.objects.filter(company=company, pk=pk).first()
    if entry is None:
        raise Http404
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            suppressing.remove(
                company_id=company.pk,
                pk=pk,
                actor=desk.actor,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "It is off the list.")
        return redirect("desk:suppression_of", slug=slug)
    known = {"company": company, "entry": entry, "form": form}
    status = 400 if form.errors else 200
    return page(request, desk, "suppression_remove.html", known, status=status)


def _listed(company: Company) -> dict[str, Any]:
    """The newest of them, how many there are, and how long each stays."""
    entries = Suppressed.objects.filter(company=company)
    return {
        "entries": list(entries.order_by("-added_at", "pk")[:SHOWN]),
        "count": entries.count(),
        "kept": keeping.told(keeping.term(company.policy.rules, "suppression").value),
    }


def _company(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.WORK_CASES, company.pk)
    return company
