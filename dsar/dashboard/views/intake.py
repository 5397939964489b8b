"""Write down a request that came another way, then read its reference back."""

import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deadlines.errors import ClockError
from dsar.accounts.roles import Permission
from dsar.cases.errors import CaseError, Invalid
from dsar.cases.models import Case
from dsar.cases.operations.reading_back import CALLED, is_read_back, read_back
from dsar.cases.operations.together import receive_together
from dsar.cases.queries import asked_with, today_at

from .. import case_parts
from ..access import Desk, desk_page, page
from ..filters import RIGHTS
from ..forms.intake import LogRequest
from ..phonetic import spelled

# Which forms of this session became which case. A form sent twice must not become two.
LOGGED = "logged_requests"
KEPT = 50


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    companies = desk.companies(Permission.LOG_REQUEST)
    if not companies:
        raise PermissionDenied
    if request.method == "POST":
        form = LogRequest(request.POST, companies=companies)
        token = request.POST.get("token", "")[:40] or secrets.token_urlsafe(16)
        if form.is_valid():
            try:
                reference = _once(request, form, desk, token)
            except Invalid as wrong:
                form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
            except ClockError as uncountable:
                form.add_error("received_on", str(uncountable))
            except CaseError as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("desk:logged", reference=reference)
        return page(request, desk, "log.html", {"form": form, "token": token}, status=400)
    only = {"company": companies[0].slug} if len(companies) == 1 else {}
    form = LogRequest(companies=companies, initial=only)
    return page(request, desk, "log.html", {"form": form, "token": secrets.token_urlsafe(16)})


@desk_page
@require_safe
def logged(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case = desk.case(reference)
    desk.require(Permission.LOG_REQUEST, case.company_id)
    cases = [case, *asked_with(case)]
    context = {
        "case": case,
        "cases": [(one, RIGHTS[one.right], spelled(one.reference)) for one in cases],
        "person": case_parts.person(case),
        "asked": case_parts.asked(case),
        "today": today_at(case, timezone.now()),
        "called": case.channel in CALLED,
        "confirmed": is_read_back(case),
    }
    return page(request, desk, "logged.html", context)


@desk_page
@require_POST
def confirmed(
    request: HttpRequest,  # noqa: ARG001
    desk: Desk,
    reference: str,
) -> HttpResponseBase:
    """The caller said that what was read back to them is right."""
    case: Case = desk.case(reference)
    desk.require(Permission.LOG_REQUEST, case.company_id)
    read_back(case_id=case.pk, actor=desk.actor, now=timezone.now())
    return redirect("desk:logged", reference=reference)


@transaction.atomic
def _once(request: HttpRequest, form: LogRequest, desk: Desk, token: str) -> str:
    """The case of this form: a second click, even at the same moment, finds the first one's."""
    _one_at_a_time(token)
    session: SessionBase = request.session
    if session.session_key:
        # What another process wrote into it while we waited.
        fresh = type(session)(session.session_key).get(LOGGED, {})
        if token in fresh:
            return str(fresh[token])
    company = form.cleaned_data["company"]
    case, *_ = receive_together(
        company=company, requests=form.requests(), actor=desk.actor, now=timezone.now()
    )
    known = dict(list(session.get(LOGGED, {}).items())[-KEPT:])
    session[LOGGED] = {**known, token: case.reference}
    # With the case, not after the answer: who waits for the lock must find it.
    session.save()
    return case.reference


def _one_at_a_time(token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"log:{token}"])
