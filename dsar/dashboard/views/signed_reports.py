"""Reports that were signed, as page, table and paper; and why a case was late."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar.accounts.roles import Permission
from dsar.cases.errors import Invalid, NotAllowed
from dsar.content.serving import as_attachment
from dsar.reports import exporting, lateness, making, signing
from dsar.reports.document import Report
from dsar.reports.models import SignedReport
from dsar.reports.month import month_name
from dsar.reports.scope import Scope
from dsar.typeset.paper import Unprintable

from ..access import Desk, desk_page, page
from ..forms.reports import LatenessForm, SignForm
from ..happened import names_of, when, who
from .reports import reported, scope_of


@desk_page
@require_POST
def sign(request: HttpRequest, desk: Desk, month_code: str) -> HttpResponseBase:
    """Signs the report of each company that is looked at."""
    scope = scope_of(request, desk, month_code)
    for company in scope.companies:
        desk.require(Permission.SIGN_REPORTS, company.pk)
    if scope.last >= min(scope.by_today()):
        messages.error(request, "This month is not over yet. Sign its report when it is.")
    elif (form := SignForm(request.POST)).is_valid():
        _sign(request, desk, scope, form.cleaned_data["note"])
    else:
        messages.error(request, "Tick that you have read the report, then sign it.")
    query = request.GET.urlencode()
    return redirect(f"/desk/reports/{month_code}/{f'?{query}' if query else ''}")


def _sign(request: HttpRequest, desk: Desk, scope: Scope, note: str) -> None:
    read = request.POST.get("read", "")
    try:
        signed = making.sign_each(
            scope=scope, read=read, note=note, actor=desk.actor, now=scope.now
        )
    except NotAllowed as changed:
        messages.error(request, str(changed))
    else:
        count = len(signed)
        messages.success(
            request, f"Signed: {count} report{'s' if count > 1 else ''}. They stand as they are."
        )


@desk_page
@require_safe
def month_csv(request: HttpRequest, desk: Desk, month_code: str) -> HttpResponseBase:
    """What the month's page shows now."""
    return as_csv(making.whole(scope_of(request, desk, month_code)), f"report-{month_code}")


@desk_page
@require_safe
def signed(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponseBase:
    one = _signed(desk, pk)
    found = signing.opened(one)
    versions = signing.signed_reports(one.company_id, one.month, invented=one.invented)
    context = {
        "signed": one,
        "found": found,
        "versions": versions,
        "month_name": month_name(one.month),
        "by": _by(one),
        "at": when(one.signed_at, one.company),
    }
    return page(request, desk, "reports/signed.html", context)


@desk_page
@require_safe
def signed_csv(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponseBase:  # noqa: ARG001
    one = _signed(desk, pk)
    return as_csv(signing.opened(one).report, f"{_name(one)}-version-{one.version}")


@desk_page
@require_safe
def signed_pdf(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponseBase:
    one = _signed(desk, pk)
    found = signing.opened(one)
    below = [
        f"Signed by {_by(one)} on {when(one.signed_at, one.company)}, version {one.version}.",
        *([found.note] if found.note else []),
        *(["These are invented cases."] if one.invented else []),
        f"SHA-256 of the report: {one.sha256}",
    ]
    try:
        pdf = exporting.pdf_of(found.report, below=below)
    except Unprintable as refused:
        messages.error(request, str(refused))
        return redirect("desk:report_signed", pk=pk)
    response = HttpResponse(pdf, content_type="application/pdf")
    as_attachment(response, f"{_name(one)}-version-{one.version}.pdf")
    return response


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def late(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    """Why a case was late, and what we change."""
    case = desk.case(reference)
    desk.require(Permission.SIGN_REPORTS, case.company_id)
    now = timezone.now()
    known = lateness.explained([case]).get(case.pk)
    first = {"reason": known[0].reason, "change": known[1]} if known else {}
    form = LatenessForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            lateness.explain(case_id=case.pk, actor=desk.actor, now=now, **form.cleaned_data)
        except Invalid as wrong:
            form.add_error(wrong.field, str(wrong))
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{reference}: the reason is kept.")
            return redirect("desk:reports")
    context = {"case": case, "form": form}
    return page(request, desk, "reports/late.html", context, status=400 if form.errors else 200)


def as_csv(report: Report, name: str) -> HttpResponse:
    response = HttpResponse(exporting.as_csv(report), content_type="text/csv; charset=utf-8")
    as_attachment(response, f"{name}.csv")
    return response


def _signed(desk: Desk, pk: UUID) -> SignedReport:
    """One of a company whose reports this person may read; another's is not there."""
    companies = reported(desk)
    found = SignedReport.objects.filter(pk=pk, company__in=companies)
    one = found.select_related("company", "data_key__company_key").first()
    if one is None:
        raise Http404
    return one


def _by(one: SignedReport) -> str:
    return who(one.signed_by, names_of([one.signed_by]))


def _name(one: SignedReport) -> str:
    return f"report-{one.company.slug}-{one.month:%Y-%m}"
