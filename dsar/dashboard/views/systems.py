"""Where a company keeps personal data and who looks there. For its administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.roles import Permission
from dsar.companies.models import Company
from dsar.fulfilment.models import IDENTIFIERS, System
from dsar.fulfilment.operations import listing
from dsar.fulfilment.operations.listing import SystemRefused
from dsar.opendsr.models import Processor

from ..access import Desk, desk_page, page
from ..forms.systems import SystemForm

FIELDS = ("name", "keeps", "owner_name", "owner_email", "searched_by")


@desk_page
@require_safe
def companies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    managed = desk.companies(Permission.MANAGE_COMPANY)
    if not managed:
        raise PermissionDenied
    if len(managed) == 1:
        return redirect("desk:systems_of", slug=managed[0].slug)
    return page(request, desk, "systems_companies.html", {"companies": managed})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """A POST lists what the policy in force names."""
    company = _company(desk, slug)
    if request.method == "POST":
        added = listing.list_named(company_id=company.pk, actor=desk.actor, now=timezone.now())
        said = f"{len(added)} added. Say who owns each." if added else "All of them are listed."
        messages.success(request, said)
        return redirect("desk:systems_of", slug=slug)
    systems = list(company.systems.all())
    known = {
        "company": company,
        "used": [(one, _by(one)) for one in systems if one.is_used],
        "retired": [one for one in systems if not one.is_used],
    }
    return page(request, desk, "systems.html", known)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = _company(desk, slug)
    form = SystemForm(request.POST if request.method == "POST" else None)

    def run(**given: Any) -> object:
        return listing.add_system(company_id=company.pk, **given)

    return _save(request, desk, company, None, form, run, "Added.")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    """`do` says that it is retired or used again; without it, what the form says."""
    company = _company(desk, slug)
    system = company.systems.filter(pk=pk).first()
    if system is None:
        raise Http404
    initial = {name: getattr(system, name) for name in FIELDS}
    turned = {"retire": listing.retire_system, "use": listing.use_system_again}.get(
        request.POST.get("do", "")
    )
    if turned:
        try:
            turned(system_id=pk, actor=desk.actor, now=timezone.now())
        except SystemRefused as refused:
            messages.error(request, str(refused))
        return redirect("desk:systems_of", slug=slug)
    form = SystemForm(request.POST if request.method == "POST" else None, initial=initial)

    def run(**given: Any) -> object:
        return listing.change_system(system_id=pk, **given)

    return _save(request, desk, company, system, form, run, "Saved.")


def _save(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    system: System | None,
    form: SystemForm,
    run: Callable[..., object],
    done: str,
) -> HttpResponseBase:
    if form.is_valid():
        try:
            run(actor=desk.actor, now=timezone.now(), **form.cleaned_data)
        except SystemRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, done)
            return redirect("desk:systems_of", slug=company.slug)
    by = system is not None and Processor.objects.filter(system=system, is_on=True).exists()
    known = {"company": company, "system": system, "form": form, "by_processor": by}
    return page(request, desk, "system.html", known, status=400 if form.is_bound else 200)


def _by(system: System) -> str:
    return ", ".join(IDENTIFIERS[code].lower() for code in system.searched_by)


def _company(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    return company
