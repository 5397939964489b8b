"""Searches that are late, of all companies where somebody works, and one button for all owners."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.cases.dates import civil_date, in_words
from dsar.cases.errors import CaseError
from dsar.fulfilment.due import with_dates
from dsar.fulfilment.models import SearchTask
from dsar.fulfilment.operations.nudging import Nudged, late_searches, nudge_case, nudge_company

from ..access import Desk, desk_page, page

SHOWN = 100


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def late(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """A POST reminds the owners of one case, or of one company."""
    companies = desk.companies(Permission.WORK_CASES)
    if not companies:
        raise PermissionDenied
    if request.method == "POST":
        return _remind(request, desk)
    now = timezone.now()
    found = with_dates(late_searches(companies, now=now))
    found.sort(key=lambda one: (one[0].case.company.name, one[1], one[0].case.reference))
    groups = [
        (
            company,
            [
                _row(task, in_words(day), civil_date(company, now) == task.reminded_on)
                for task, day in some
            ],
        )
        for company, some in groupby(found[:SHOWN], key=lambda one: one[0].case.company)
    ]
    context = {"groups": groups, "more": len(found) > SHOWN, "shown": SHOWN}
    return page(request, desk, "searches_late.html", context)


def _row(task: SearchTask, day: str, today: bool) -> dict[str, object]:
    system = task.system
    return {
        "reference": task.case.reference,
        "system": system.name,
        "owner": system.owner_name or system.owner_email,
        "day": day,
        "reminded": "Today" if today else "No" if system.owner_email else "No address is known",
    }


def _remind(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    now = timezone.now()
    if reference := request.POST.get("case"):
        case = desk.case(reference)
        desk.require(Permission.WORK_CASES, case.company_id)
        try:
            done = nudge_case(case_id=case.pk, actor=desk.actor, now=now)
        except CaseError as refused:
            messages.error(request, str(refused))
        else:
            _say(request, done)
        return redirect("desk:case", reference=case.reference)
    company = desk.company(request.POST.get("company", ""))
    desk.require(Permission.WORK_CASES, company.pk)
    _say(request, nudge_company(company=company, actor=desk.actor, now=now))
    return redirect("desk:searches_late")


def _say(request: HttpRequest, done: Nudged) -> None:
    """What was sent, and what was not and why."""
    said = [
        f"Reminders on their way: {done.sent}." if done.sent else "No reminder was sent.",
        f"Reminded today already: {done.again}." if done.again else "",
        f"No address is known: {done.nobody}. Ask them in another way." if done.nobody else "",
        "No search is late." if done == Nudged() else "",
    ]
    tell = messages.success if done.sent else messages.info
    tell(request, " ".join(filter(None, said)))
