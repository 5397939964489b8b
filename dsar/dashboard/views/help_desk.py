"""A company's Zendesk or Jira: connected and tried, what came from it, and what it was told."""

import re
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.companies.models import Company
from dsar.outbox.models import Message, State
from dsar.ticketing import arriving, connecting
from dsar.ticketing.account import Account
from dsar.ticketing.connecting import KINDS, HelpDeskRefused
from dsar.ticketing.models import Arrival, HelpDesk

from ..access import Desk, desk_page, page
from ..forms.help_desk import FORMS, Connection, Trial
from ..forms.keys import LIVE, TEST
from ..happened import when
from .webhook import WHY

# The code beside it is what the log and the health page say.
WHY_NOT = {
    **WHY,
    "switched-off": "The notes were off when it was to be written.",
    "reason-gone": "A newer note took its place, or the search was answered before.",
    "ticket-closed": "The ticket is closed for good in {name}, which takes no more notes.",
    "bad-answer": "What answered is no {name}.",
    "no-due-date": (
        "Written without its date: {name} refused that. Put “Due date” on the create and edit "
        "screens of the project, and let the account schedule issues there (SCHEDULE_ISSUES)."
    ),
    "http-400": (
        "{name} refuses the change: look at the project, the kind of issue and the fields that "
        "must be filled. “Send a test” says more."
    ),
    "http-401": "{name} refuses the token or the address.",
    "http-403": "The agent may not change this ticket.",
    "http-404": "There is no such ticket, or the agent may not see it.",
    "http-409": "The ticket was changed at the same moment.",
    "http-422": "{name} refuses the change: look at the field and at the ticket’s own rules.",
    "http-429": "{name} asks for a pause.",
}

NOT_TAKEN = {
    "no-secret": "no signing secret is kept here.",
    "not-signed": "it was not signed.",
    "other-signature": "it was signed with another secret, or changed on its way.",
    "stale": "it was signed more than five minutes before or after it came.",
    "another-hour": "it tells of something more than an hour ago, or ahead.",
    "no-moment": "it does not say when it was signed.",
    "too-large": "it was larger than 1 MiB, more than is read to see who signed it.",
}


@desk_page
@sensitive_post_parameters("token", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str, system: str) -> HttpResponseBase:
    """A POST tries it, tries a note again, settles a ticket that was not taken, takes it away, or
    else connects or changes it."""
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    found = connecting.of_company(company, system)
    if request.method != "POST":
        return _show(request, desk, company, system, found)
    if found and "try" in request.POST:
        return _try(request, desk, found)
    if found and "again" in request.POST:
        return _again(request, found)
    if found and "settle" in request.POST:
        return _settle(request, desk, found)
    if found and "remove" in request.POST:
        return _remove(request, desk, found)
    return _connect(request, desk, company, system, found)


def _remove(request: HttpRequest, desk: Desk, found: HelpDesk) -> HttpResponseBase:
    now = timezone.now()
    if not recently_proved(request, now):
        return ask_again(request)
    given: dict[str, Any] = {"company_id": found.company_id, "system": found.system}
    connecting.disconnect(actor=desk.actor, now=now, **given)
    name = KINDS[found.system].name
    messages.success(request, f"{name} is taken away: nothing goes there any more.")
    return _back(found.company, found.system)


def _back(company: Company, system: str) -> HttpResponseBase:
    return redirect(f"desk:{system}", slug=company.slug)


def _connect(
    request: HttpRequest, desk: Desk, company: Company, system: str, found: HelpDesk | None
) -> HttpResponseBase:
    form = FORMS[system](request.POST, **_kept(found))
    if not form.is_valid():
        return _show(request, desk, company, system, found, form=form, status=400)
    if not recently_proved(request, now := timezone.now()):
        return ask_again(request)
    connecting.connect(
        company_id=company.pk,
        account=form.account(),
        is_on=form.cleaned_data["is_on"],
        secret=form.cleaned_data["secret"],
        takes_test=form.cleaned_data["kind"] != LIVE,
        actor=desk.actor,
        now=now,
    )
    messages.success(request, "Saved.")
    return _back(company, system)


def _try(request: HttpRequest, desk: Desk, found: HelpDesk) -> HttpResponseBase:
    trial = Trial(request.POST)
    if not trial.is_valid():
        return _show(request, desk, found.company, found.system, found, trial=trial, status=400)
    given: dict[str, Any] = {"company_id": found.company_id, "system": found.system}
    given["actor"] = desk.actor
    if ticket := trial.cleaned_data["ticket"]:
        try:
            connecting.write_test_note(ticket=ticket, now=timezone.now(), **given)
        except HelpDeskRefused as refused:
            messages.info(request, str(refused))
        else:
            messages.success(request, "A test is on its way; what came of it shows below.")
        return _back(found.company, found.system)
    tried = connecting.try_out(now=timezone.now(), **given)
    return _show(request, desk, found.company, found.system, found, tried=tried)


def _again(request: HttpRequest, found: HelpDesk) -> HttpResponseBase:
    try:
        message_id = UUID(request.POST["again"])
    except ValueError:
        raise Http404 from None
    try:
        connecting.again(desk=found, message_id=message_id, now=timezone.now())
    except HelpDeskRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "It is tried again.")
    return _back(found.company, found.system)


def _settle(request: HttpRequest, desk: Desk, found: HelpDesk) -> HttpResponseBase:
    number, now = request.POST["settle"], timezone.now()
    if not re.fullmatch("[0-9]{1,18}", number):
        raise Http404
    try:
        connecting.settle(desk=found, arrival_id=int(number), actor=desk.actor, now=now)
    except HelpDeskRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "Saved: this ticket is dealt with.")
    return _back(found.company, found.system)


def _show(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    system: str,
    found: HelpDesk | None,
    *,
    form: Connection | None = None,
    trial: Trial | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponseBase:
    kept = _kept(found)
    if form is None:
        form = FORMS[system](initial=_initial(found, kept["kept"]), **kept)
    tried = more.get("tried", ())
    lost = _not_taken(found, company) if found else []
    context = {
        "company": company,
        "system": system,
        "name": KINDS[system].name,
        "found": found,
        "form": form,
        "trial": trial or Trial(),
        "tried": [(one, _why(one.status, system) if not one.works else "") for one in tried],
        "address": f"{settings.PUBLIC_URL}{reverse(f'api:{system}', args=[company.slug])}",
        "signs": kept["signs"],
        "refused": _refused(found, company) if found else "",
        "arrivals": [_arrival(one, company) for one in arriving.arrivals(found)] if found else [],
        "not_taken": lost,
        "became_none": not all(one["is_change"] for one in lost),
        "missed": any(one["is_change"] for one in lost),
        "deliveries": [_row(one, found) for one in connecting.deliveries(found)] if found else [],
    }
    return page(request, desk, "help_desk.html", context, status=status)


def _kept(found: HelpDesk | None) -> dict[str, Any]:
    """What the form has to know of what is sealed."""
    if found is None:
        return {"kept": None, "signs": False}
    return {"kept": connecting.account_of(found), "signs": bool(arriving.secret_of(found))}


def _initial(found: HelpDesk | None, kept: Account | None) -> dict[str, Any]:
    if found is None or kept is None:
        return {"is_on": True}
    kind = TEST if found.takes_test else LIVE
    return {**asdict(kept), "token": "", "is_on": found.is_on, "kind": kind}


def _refused(found: HelpDesk, company: Company) -> str:
    if found.refused_at is None:
        return ""
    return f"{when(found.refused_at, company)}: {NOT_TAKEN.get(found.refused_for, '')}"


def _not_taken(found: HelpDesk, company: Company) -> list[dict[str, Any]]:
    open_ = arriving.not_taken([found.company_id]).filter(desk=found)
    return [_arrival(one, company) for one in open_]


def _arrival(one: Arrival, company: Company) -> dict[str, Any]:
    return {
        "id": one.pk,
        "at": when(one.at, company),
        "ticket": one.ticket,
        "case": one.reference,
        "said": one.get_outcome_display(),
        "fields": one.fields,
        "is_change": one.is_change,
    }


def _why(code: str, system: str) -> str:
    return WHY_NOT.get(code, "").replace("{name}", KINDS[system].name)


def _row(message: Message, found: HelpDesk) -> dict[str, Any]:
    company = found.company
    waits, about = message.state == State.QUEUED, connecting.case_of(message)
    return {
        "id": message.pk,
        "made": when(message.created_at, company),
        "case": "" if about == "test" else about,
        "state": message.get_state_display(),
        "tries": message.attempts,
        "next": when(message.next_try_at, company) if waits and message.attempts else "",
        "error": message.last_error,
        "why": _why(message.last_error, found.system),
        "again": message.state == State.FAILED,
    }
