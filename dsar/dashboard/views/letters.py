"""A letter on paper: to somebody without an e-mail address, or with a code."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.cases.dates import civil_date
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case, Message
from dsar.cases.operations.posting import CODE_LETTER, letter_posted
from dsar.vault.operations import Shredded, unseal

from .. import case_parts
from ..access import Desk, desk_page, page


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    """GET shows it to print; POST says that it was posted."""
    case = desk.case(reference)
    if request.method == "POST":
        return _posted(request, desk, case, pk)
    found = get_object_or_404(case.messages, pk=pk, direction=Message.Direction.OUT)
    found.case = case
    if found.kind == CODE_LETTER:
        # A key, until it is posted: for whoever posts it.
        desk.require(Permission.WORK_CASES, case.company_id)
    try:
        body = unseal(found, "body") or {"text": case_parts.DELETED}
    except Shredded:
        body = {"text": case_parts.ERASED}
    context = {
        "case": case,
        "person": case_parts.person(case),
        "text": body["text"],
        "to": body.get("to", ""),
        "letter": found,
        "works": Permission.WORK_CASES in desk.permissions(case.company_id),
        "written_on": civil_date(case.company, found.at),
        "by_post": found.by_post,
    }
    return page(request, desk, "letter.html", context)


def _posted(request: HttpRequest, desk: Desk, case: Case, pk: str) -> HttpResponseBase:
    desk.require(Permission.WORK_CASES, case.company_id)
    try:
        letter_posted(
            case_id=case.pk, message_id=UUID(str(pk)), actor=desk.actor, now=timezone.now()
        )
    except NotAllowed as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "Noted: the letter was posted.")
    if "today" in request.POST:
        return redirect("desk:today")
    return redirect("desk:case", reference=case.reference)
