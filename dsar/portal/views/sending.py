"""Check the answers, send them once, see what happens next."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dsar.cases.models import Case
from dsar.cases.proof import MANDATE
from dsar.cases.queries import asked_with, today_at
from dsar.companies.models import Company
from dsar.companies.rights import AT_ONCE, asked_for
from dsar.vault.operations import unseal

from .. import drafts, limits
from ..models import Draft
from ..own_page import proofs_wanted
from ..questions import first_open, right_of, rights_of
from ..sending import Incomplete, send
from ..summary import rows
from . import visiting
from .asking import no_such_step, plan_of
from .common import company_or_404, page, private, too_many


@require_http_methods(["GET", "HEAD", "POST"])
@private
def check(request: HttpRequest, slug: str) -> HttpResponse:
    company, now = company_or_404(slug), timezone.now()
    draft = visiting.draft_of(request, company, now)
    if draft is None:
        return no_such_step(request, company, None, {})
    if draft.sent_case_id:
        return redirect("portal:sent", slug)
    if request.method == "POST":
        return _send(request, company, draft, now)
    answers = drafts.answers_of(draft)
    steps = plan_of(company, answers)
    if missing := first_open(steps, answers):
        return redirect("portal:step", slug, missing.slug)
    facts = {
        "draft": draft,
        "rows": list(rows(steps, answers)),
        "last": steps[-1].slug,
        "may_add": right_of(answers) != "complaint",
        "several": len(rights_of(answers)) > 1,
    }
    return page(request, "check.html", company, facts)


def _send(request: HttpRequest, company: Company, draft: Draft, now: datetime) -> HttpResponse:
    if not limits.allows(limits.SENDS_AT_ALL, request):
        return too_many(request, company)
    crowded = not limits.allows(limits.SENDS, request)
    try:
        trapped = bool(request.POST.get("website"))
        send(draft_id=draft.pk, trapped=trapped, crowded=crowded, now=now)
    except Incomplete as incomplete:
        return redirect("portal:step", company.slug, incomplete.step.slug)
    except Draft.DoesNotExist:  # deleted in another tab meanwhile
        return no_such_step(request, company, None, {})
    return redirect("portal:sent", company.slug)


@require_safe
@private
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt. Later the same is found behind a code, at /status/."""
    company, now = company_or_404(slug), timezone.now()
    draft = visiting.draft_of(request, company, now)
    if draft is None or draft.sent_case_id is None:
        return redirect("portal:find")
    case = Case.objects.select_related(
        "clock", "company", "verification", "data_key__company_key"
    ).get(pk=draft.sent_case_id)
    cases = [case, *asked_with(case)]
    facts = {
        "case": case,
        "cases": [(one, asked_for(one.right)) for one in cases],
        "today": today_at(case, now),
        "owed": [_(item.label) for item in proofs_wanted(case) if item.code != MANDATE.code],
        "at_once": all(one.right in AT_ONCE for one in cases),
        "automated": any(one.right == "automated" for one in cases),
        # UK: thirty days to confirm a complaint, then an answer without undue delay.
        "acknowledged_first": case.clock.rule == "uk-complaint-ack-30",
        "by_post": not unseal(case, "person")["email"],
        "opened": "print" in request.GET,
    }
    return page(request, "sent.html", company, facts)
