"""The companies there are, and the names of another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dsar import tenancy
from dsar.accounts.roles import Permission
from dsar.companies.adding import add_by_hand
from dsar.companies.codes import CodeTooClose
from dsar.companies.models import Company
from dsar.companies.naming import near
from dsar.companies.operations import AlreadyPublished, correct_names

from ...access import Desk, desk_page, page
from ...forms.adding import CorrectNamesForm, NamesForm


@desk_page
@require_safe
def companies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    if not desk.adds_companies:
        raise PermissionDenied
    managed = desk.companies(Permission.MANAGE_COMPANY)
    rows = [
        (one, one.policies.published().order_by("version").last(), one.policies.drafts().first())
        for one in managed
    ]
    return page(request, desk, "adding/companies.html", {"rows": rows})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """A name that is close to one there is already is asked about once."""
    if not desk.adds_companies:
        raise PermissionDenied
    form = NamesForm(request.POST if request.method == "POST" else None)
    close: list[str] = []
    if form.is_valid():
        others = Company.objects.values_list("name", flat=True)
        close = near(form.cleaned_data["name"], others)
        told = not close or request.POST.get("told") == form.cleaned_data["name"]
        if told and (company := _added(desk, form)):
            messages.success(request, f"{company.name} is added, with the code {company.code}.")
            return redirect("desk:company_text", slug=company.slug)
    context = {"form": form, "close": close}
    return page(request, desk, "adding/names.html", context, status=400 if form.is_bound else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """What was typed first, put right, as long as no policy of the company is published."""
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    if company.policies.published().exists():
        raise Http404
    form = CorrectNamesForm(request.POST if request.method == "POST" else None, company=company)
    close: list[str] = []
    if form.is_valid():
        close = near(form.cleaned_data["name"], form.others().values_list("name", flat=True))
        told = not close or request.POST.get("told") == form.cleaned_data["name"]
        if told and (corrected := _corrected(desk, company, form)):
            messages.success(request, f"{corrected.name} is put right. Its code: {corrected.code}.")
            return redirect("desk:company_gaps", slug=corrected.slug)
    context = {"form": form, "close": close, "company": company}
    return page(request, desk, "adding/names.html", context, status=400 if form.is_bound else 200)


def _corrected(desk: Desk, company: Company, form: CorrectNamesForm) -> Company | None:
    """None where it cannot be any more: the form says why."""
    try:
        with tenancy.every_company("its names are compared with those of all others"):
            return correct_names(
                company_id=company.pk, **form.corrected(), actor=desk.actor, now=timezone.now()
            )
    except CodeTooClose as refused:
        form.add_error("code", str(refused))
    except AlreadyPublished as refused:
        form.add_error(None, str(refused))
    except ValidationError as refused:
        form.add_error(None, refused.messages[0])
    return None


def _added(desk: Desk, form: NamesForm) -> Company | None:
    """None where somebody else was faster with that name or code: the form says so."""
    try:
        with tenancy.every_company("a company that is being added has no number yet"):
            return add_by_hand(
                names=form.names(), user_id=desk.user.pk, actor=desk.actor, now=timezone.now()
            )
    except CodeTooClose as refused:
        form.add_error("code", str(refused))
    except ValidationError as refused:
        form.add_error(None, refused.messages[0])
    return None
