"""What happened at a company, newest first, and whether the chain still holds."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.roles import Permission
from dsar.audit.evidence import NoEvidence
from dsar.audit.keys import KeyProblem
from dsar.audit.models import Event
from dsar.audit.verifying import Report, verify
from dsar.companies.models import Company
from dsar.content.serving import as_attachment

from ..access import Desk, desk_page, page
from ..forms.audit import EvidenceForm
from ..happened import told, when
from ..operations import give_evidence

SIZE = 50


@desk_page
@require_safe
def companies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    seen = desk.companies(Permission.VIEW_AUDIT)
    if not seen:
        raise PermissionDenied
    if len(seen) == 1:
        return redirect("desk:audit_of", slug=seen[0].slug)
    return page(request, desk, "audit_companies.html", {"companies": seen})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """A POST walks the whole chain; it changes nothing, but is too much work for a link."""
    company = _company(desk, slug)
    asked = request.method == "POST"
    report = verify(company.pk, now=timezone.now())[0] if asked else None
    return _audit(request, desk, company, report=report, form=EvidenceForm())


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """Everything that an authority needs to check one case, and nothing of another."""
    company = _company(desk, slug)
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        try:
            given = give_evidence(
                company=company, reference=reference, actor=desk.actor, now=timezone.now()
            )
        except (NoEvidence, KeyProblem) as refusal:
            form.add_error("reference", str(refusal))
        else:
            response = HttpResponse(given, content_type="application/zip")
            as_attachment(response, f"evidence-{reference}.zip")
            return response
    return _audit(request, desk, company, form=form, status=400 if form.errors else 200)


def _audit(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    *,
    form: EvidenceForm,
    report: Report | None = None,
    status: int = 200,
) -> HttpResponseBase:
    chain = Event.objects.filter(company_id=company.pk)
    before = request.GET.get("before", "")
    known = before.isdecimal() and len(before) < 19
    events = list(
        (chain.filter(seq__lt=int(before)) if known else chain).order_by("-seq")[: SIZE + 1]
    )
    head = chain.order_by("-seq").first()
    context = {
        "company": company,
        "events": told(events[:SIZE], company),
        "next": events[SIZE - 1].seq if len(events) > SIZE else None,
        "first": not known,
        "ignored": bool(before) and not known,
        "head": head,
        "head_digest": bytes(head.digest).hex() if head else "",
        "report": report,
        "anchored_at": _anchored_at(report, company),
        "form": form,
    }
    return page(request, desk, "audit.html", context, status=status)


def _anchored_at(report: Report | None, company: Company) -> str:
    if report is None or not report.anchored_at:
        return ""
    return when(datetime.fromisoformat(report.anchored_at), company)


def _company(desk: Desk, slug: str) -> Company:
    """A company one works for; another's audit looks like one that does not exist."""
    mine = [m.company for m in desk.memberships if m.company.slug == slug]
    if not mine:
        raise Http404
    desk.require(Permission.VIEW_AUDIT, mine[0].pk)
    return mine[0]
