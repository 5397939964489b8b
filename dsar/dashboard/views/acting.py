"""One page an action: what it does to the dates, what the letter says, and the button."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from deadlines.errors import ClockError
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.cases import gates, transitions
from dsar.cases.errors import CaseError, Invalid, NotAllowed
from dsar.cases.labels import due_words
from dsar.cases.models import Case
from dsar.cases.operations.changing import refuse_erased
from dsar.cases.queries import today_at
from dsar.languages import ENGLISH, NAMES, known
from identity.errors import IdentityError

from .. import answer_parts, case_parts, checks, proposals
from ..access import Desk, desk_page, page
from ..actions import ACTS, Act
from ..first import before, linked
from ..forms.base import ActionForm
from ..happened import told
from ..letter_preview import preview_letter
from ..operations import act_as_seen, changes_since, last_change
from ..presence import also_here

REFUSALS = (CaseError, ClockError, IdentityError)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, desk: Desk, reference: str, action: str) -> HttpResponseBase:
    case = desk.case(reference)
    wanted = ACTS.get(action)
    if wanted is None:
        raise Http404
    desk.require(wanted.permission, case.company_id)
    if request.method == "POST":
        return _post(request, desk, case, action, wanted)
    if refused := _refused_by_table(case, wanted):
        return page(request, desk, "not_allowed.html", {"case": case, "why": refused}, status=409)
    # Which file or search it is may stand in a link; words that an officer sends may not.
    form = wanted.form(case=case, initial=_pointed_at(request))
    return _show(request, desk, case, action, form, status=200)


def _post(
    request: HttpRequest, desk: Desk, case: Case, action: str, wanted: Act
) -> HttpResponseBase:
    now, seen = timezone.now(), _seen(request)
    form = wanted.form(request.POST, request.FILES, case=case)
    if refused := _refused_by_table(case, wanted):
        form.errors.clear()
        form.add_error(None, refused)
        return _show(request, desk, case, action, form, status=409, seen=seen)
    if "preview" in request.POST:
        # To read the letter is no reason to be told what is still missing.
        return _show(request, desk, case, action, form, status=200, quiet=True)
    status = 400
    if form.is_valid():
        if wanted.proves and not recently_proved(request, now):
            return ask_again(request)
        try:
            _do(case, wanted, form, seen=seen, desk=desk, now=now)
        except Invalid as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
        except gates.Held as held:
            form.add_error(None, linked(case, held.reasons))
            status = 409
        except REFUSALS as no:
            form.add_error(None, str(no))
            status = 409
        else:
            messages.success(request, form.said() or wanted.done)
            return redirect("desk:case", reference=case.reference)
    return _show(request, desk, desk.case(case.reference), action, form, status=status, seen=seen)


def _pointed_at(request: HttpRequest) -> dict[str, str | None]:
    return {"document": request.GET.get("document"), "task_id": request.GET.get("task")}


def _do(
    case: Case, wanted: Act, form: ActionForm, *, seen: int | None, desk: Desk, now: datetime
) -> None:
    act_as_seen(
        case=case,
        seen=seen,
        rule=wanted.rule,
        run=wanted.run,
        arguments=form.arguments(),
        actor=desk.actor,
        now=now,
    )


def _show(
    request: HttpRequest,
    desk: Desk,
    case: Case,
    action: str,
    form: ActionForm,
    *,
    status: int,
    seen: int | None = None,
    quiet: bool = False,
) -> HttpResponse:
    wanted, now = ACTS[action], timezone.now()
    today = today_at(case, now)
    guidance = wanted.guide(case, form.day(today))
    if quiet:
        form = _without_errors(form)
    context: dict[str, Any] = {
        "case": case,
        "act": wanted,
        "action": action,
        "form": form,
        "guidance": guidance,
        "before": due_words(case, today=today),
        "letter": None if guidance.obstacle else preview_letter(case, form, guidance, today),
        "also_sent": form.also_sent(),
        "letter_open": quiet,
        # Named where it is not the desk's own.
        "reads": "" if (code := known(case.language)) == ENGLISH else NAMES[code],
        "seen": last_change(case),
        "held": [] if form.is_bound else before(case, action),
        "also_here": also_here(case, desk.user, now),
        "asks_proof": wanted.proves and not recently_proved(request, now),
        "changed": told(changes_since(case, seen), case) if seen is not None else [],
        **case_parts.part(wanted.shows, case),
        **({"earlier": case_parts.earlier(case)} if wanted.looks_back else {}),
        **({"proposal": proposals.waiting(case, desk.actor)} if wanted.shows == "proposal" else {}),
        **({"checks": checks.checklist(case)} if wanted.shows == "proof" else {}),
        **(answer_parts.checking(case, desk.actor) if wanted.shows == "answer" else {}),
    }
    return page(request, desk, "act.html", context, status=status)


def _without_errors(form: ActionForm) -> ActionForm:
    form.full_clean()
    form.errors.clear()
    return form


def _refused_by_table(case: Case, wanted: Act) -> str:
    try:
        refuse_erased(case)
        transitions.check(
            wanted.rule,
            reference=case.reference,
            status=case.status,
            released=case.released_at is not None,
        )
    except NotAllowed as refused:
        return str(refused)
    return ""


def _seen(request: HttpRequest) -> int | None:
    """What the officer had before them. A form without it is judged by its status alone."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
