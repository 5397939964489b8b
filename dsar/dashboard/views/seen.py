"""“Seen”: somebody above the owner knows that this case is late."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from dsar.cases.operations.assigning import acknowledge

from ..access import Desk, desk_page
from ..levels import levels_of


@desk_page
@require_POST
def seen(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case = desk.case(reference)
    level = request.POST.get("level", "")
    if level not in levels_of(desk, case):
        raise PermissionDenied
    if acknowledge(case=case, level=level, actor=desk.actor, now=timezone.now()):
        messages.success(request, "Marked as seen.")
    else:
        messages.info(request, "It had been seen already.")
    if request.POST.get("from") == "notices":
        return redirect("desk:notices")
    return redirect("desk:case", reference=case.reference)
