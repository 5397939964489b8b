"""What happened at a company, newest first, and whether the chain still holds."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.roles import Permission
from dsar.audit.models import Event
from dsar.audit.verifying import verify
from dsar.companies.models import Company

from ..access import Desk, desk_page, page
from ..happened import told

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
        "report": verify(company.pk)[0] if request.method == "POST" else None,
    }
    return page(request, desk, "audit.html", context)


def _company(desk: Desk, slug: str) -> Company:
    """A company one works for; another's audit looks like one that does not exist."""
    mine = [m.company for m in desk.memberships if m.company.slug == slug]
    if not mine:
        raise Http404
    desk.require(Permission.VIEW_AUDIT, mine[0].pk)
    return mine[0]
