"""A letter on paper, for somebody who gave no e-mail address."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dsar.cases.dates import civil_date
from dsar.cases.models import Message
from dsar.vault.operations import Shredded, unseal

from .. import case_parts
from ..access import Desk, desk_page, page


@desk_page
@require_safe
def letter(request: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    case = desk.case(reference)
    found = get_object_or_404(case.messages, pk=pk, direction=Message.Direction.OUT)
    found.case = case
    try:
        text = str((unseal(found, "body") or {}).get("text", case_parts.DELETED))
    except Shredded:
        text = case_parts.ERASED
    context = {
        "case": case,
        "person": case_parts.person(case),
        "text": text,
        "written_on": civil_date(case.company, found.at),
        "by_post": found.by_post,
    }
    return page(request, desk, "letter.html", context)
