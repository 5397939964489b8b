"""Who else may say who somebody is, for one company: where, by which key, and whether at all."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.companies import identity_sources as sources
from dsar.companies.identity_sources import SourceRefused
from dsar.companies.models import Company, IdentitySource

from ..access import Desk, desk_page, page
from ..forms.base import DeskForm
from ..forms.sources import Account, Vendor

FORMS: dict[str, type[DeskForm]] = {
    IdentitySource.Kind.ACCOUNT: Account,
    IdentitySource.Kind.VENDOR: Vendor,
}


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    forms = {kind: _form(company, kind) for kind in FORMS}
    if request.method != "POST":
        return _show(request, desk, company, forms)
    kind = request.POST.get("kind", "")
    if kind not in FORMS:
        return _show(request, desk, company, forms, status=400)
    form = forms[kind] = FORMS[kind](request.POST, prefix=kind)
    if form.is_valid():
        if not recently_proved(request, timezone.now()):
            return ask_again(request)  # whoever is named here may vouch for anybody
        try:
            sources.set_source(
                company_id=company.pk,
                kind=kind,
                actor=desk.actor,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except SourceRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("desk:sources", slug=slug)
    return _show(request, desk, company, forms, status=400)


def _form(company: Company, kind: str) -> DeskForm:
    found = sources.source_of(company, kind)
    names = ("name", "url", "issuer", "public_key", "is_on")
    initial = {name: getattr(found, name) for name in names} if found else {"is_on": True}
    return FORMS[kind](initial=initial, prefix=kind)


@sensitive_variables("shown", "context")
def _show(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    forms: dict[str, DeskForm],
    *,
    status: int = 200,
) -> HttpResponseBase:
    shown = []
    for kind, label in IdentitySource.Kind.choices:
        found = sources.source_of(company, kind)
        shown.append(
            {
                "kind": kind,
                "label": label,
                "form": forms[kind],
                "secret": sources.secret_of(found) if found and not found.public_key else "",
            }
        )
    site = settings.PUBLIC_URL
    context = {
        "company": company,
        "sources": shown,
        "form": next((form for form in forms.values() if form.errors), None),
        "audience": sources.audience_of(company),
        "back": site + reverse("portal:account_back"),
    }
    return page(request, desk, "sources.html", context, status=status)
