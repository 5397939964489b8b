"""What proves that a request was dealt with, and all of it as one file for an authority."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.audit.evidence import NoEvidence
from dsar.audit.keys import KeyProblem
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations.changing import refuse_erased
from dsar.content.serving import as_attachment

from .. import checks
from ..access import Desk, desk_page, page
from ..filters import RIGHTS
from ..proof_file import give_proof


@desk_page
@require_safe
def checklist_of(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case = desk.case(reference)
    if case.erased_at is not None:
        return redirect("desk:case", reference=reference)
    return _show(request, desk, case)


@desk_page
@require_http_methods(["POST"])
def one_file(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case, now = desk.case(reference), timezone.now()
    desk.require(Permission.VIEW_AUDIT, case.company_id)
    if not recently_proved(request, now):
        return ask_again(request)
    try:
        refuse_erased(case)
        given = give_proof(case=case, actor=desk.actor, now=now)
    except (NoEvidence, KeyProblem, NotAllowed) as refusal:
        return _show(request, desk, case, why=str(refusal), status=409)
    response = HttpResponse(given, content_type="application/zip")
    as_attachment(response, f"proof-{case.reference}.zip")
    return response


def _show(
    request: HttpRequest, desk: Desk, case: Case, *, why: str = "", status: int = 200
) -> HttpResponseBase:
    found = checks.checklist(case)
    context = {
        "case": case,
        "right": RIGHTS[case.right],
        "checks": found,
        "open": sum(one.is_open for one in found),
        "may_take": Permission.VIEW_AUDIT in desk.permissions(case.company_id),
        "asks_proof": not recently_proved(request, timezone.now()),
        "why": why,
    }
    return page(request, desk, "proof.html", context, status=status)
