"""Out of one's own sight for a while."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dsar.cases.asleep import asleep_until
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.labels import due_words
from dsar.cases.operations import snoozing
from dsar.cases.queries import today_at

from ..access import Desk, desk_page, page
from ..forms.bulk import SnoozeForm
from ..happened import when


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case, now = desk.case(reference), timezone.now()
    form, status = SnoozeForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            until = form.until(case.company, now)
            try:
                snoozing.snooze(case_id=case.pk, until=until, actor=desk.actor, now=now)
            except Invalid as wrong:
                form.add_error(wrong.field, str(wrong))
            except NotAllowed as no:
                form.add_error(None, str(no))
                status = 409
            else:
                messages.success(
                    request, f"{case.reference} is snoozed until {when(until, case.company)}."
                )
                return redirect("desk:today")
    context = {
        "case": case,
        "form": form,
        "due": due_words(case, today=today_at(case, now)),
        "until": asleep_until(case, desk.user, now),
    }
    return page(request, desk, "snooze.html", context, status=status)


@desk_page
@require_POST
def wake(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case = desk.case(reference)
    if snoozing.wake(case_id=case.pk, actor=desk.actor):
        messages.success(request, f"{case.reference} stands in your lists again.")
    return redirect("desk:case", reference=case.reference)
