"""Before anything is asked: which company, what it costs, what is needed, the other ways."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar import looks
from dsar.companies import queries as companies

from .. import drafts, limits
from . import visiting
from .common import company_or_404, page, too_many


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Near-alike names are told apart by what they do, where they are and their web address."""
    return render(request, "portal/choose.html", {"companies": companies.published()})


@require_safe
def start(request: HttpRequest, slug: str) -> HttpResponse:
    company = company_or_404(slug)
    draft = visiting.draft_of(request, company, timezone.now())
    items = [said.value for said in company.policy.rules.identity.items]
    return page(
        request,
        "start.html",
        company,
        {
            "draft": draft if draft and not draft.sent_case_id else None,
            "sent": draft.sent_case if draft else None,
            "items": items,
            "minutes": 6 if items else 4,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, slug: str) -> HttpResponse:
    """The way in for a complaint, which is no choice among the rights. A GET begins nothing."""
    company, now = company_or_404(slug), timezone.now()
    if request.method != "POST":
        return page(request, "complain.html", company)
    if not limits.allows(limits.DRAFTS, request):
        return too_many(request, company)
    draft = visiting.begin(request, company, now)
    drafts.keep(draft_id=draft.pk, step="what", answer={"right": "complaint"}, now=now)
    return redirect("portal:step", slug, "complaint")


@require_http_methods(["GET", "HEAD", "POST"])
def delete_draft(request: HttpRequest, slug: str) -> HttpResponse:
    company, now = company_or_404(slug), timezone.now()
    draft = visiting.draft_of(request, company, now)
    if request.method != "POST":
        return page(request, "delete_draft.html", company, {"draft": draft})
    if draft and not draft.sent_case_id:
        drafts.delete(draft_id=draft.pk, now=now)
    visiting.forget(request, company)
    return page(request, "draft_deleted.html", company)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Light or dark from now on in this browser, whatever the device says."""
    looks.choose(request, request.POST.get("look", ""))
    return redirect("portal:accessibility")


def about(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page of plain text about this service."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        facts = {
            "companies": companies.published(),
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "form_cookie": settings.CSRF_COOKIE_NAME,
        }
        return render(request, f"portal/about/{template}.html", facts)

    return view
