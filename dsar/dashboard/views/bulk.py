"""Many cases at once: what can be done to which, doing it, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.queries import by_due_date, cases_seen_by

from .. import bulk as doing
from ..access import Desk, desk_page, page
from ..forms.base import DeskForm
from ..forms.bulk import AssignMany, SnoozeForm, TakeMany
from ..paging import SIZE


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """First what can be done to which; once posted, done, and the answer stays on the page."""
    told = request.POST if request.method == "POST" else request.GET
    what, now, sent = told.get("do", ""), timezone.now(), told.getlist("case")
    if what not in doing.BULKS or not sent or len(sent) > SIZE:
        messages.error(request, f"Select between 1 and {SIZE} cases first.")
        return redirect("desk:queue")
    cases = list(by_due_date(cases_seen_by(desk.user).filter(reference__in=sent)))
    can, cannot = doing.sorted_out(what, desk, cases, now)
    form = _form(request, what, can)
    if can and form.is_valid():
        shown = doing.shown_of(told.getlist("shown"))
        result = doing.run(what, desk, can, told=form, shown=shown, now=now)
        context = {
            "bulk": doing.BULKS[what],
            "result": result,
            "failed": [*result.failed, *((case, f"It is {why}.") for case, why in cannot)],
            "seconds": doing.UNDO.seconds,
        }
        return page(request, desk, "bulk_done.html", context)
    context = {
        "what": what,
        "bulk": doing.BULKS[what],
        "form": form,
        "can": can,
        "cannot": cannot,
        "summary": doing.summary(what, can, cannot),
    }
    return page(request, desk, "bulk.html", context, status=400 if form.is_bound else 200)


@desk_page
@require_POST
def undo(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    try:
        result = doing.undo(request.POST.get("undo", ""), desk, now=timezone.now())
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        if result.done:
            messages.success(request, f"{len(result.done)} taken back: they stand as before.")
        for _, why in result.failed:
            messages.warning(request, why)
    return redirect("desk:queue")


def _form(request: HttpRequest, what: str, cases: list[Case]) -> DeskForm:
    data: Any = request.POST if request.method == "POST" else None
    if what == "snooze":
        return SnoozeForm(data)
    if what == "take":
        return TakeMany(data)
    return AssignMany(
        data, companies=list({case.company_id: case.company for case in cases}.values())
    )
