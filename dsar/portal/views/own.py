"""The page of one's own request, and what can be done from it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar.cases.errors import CaseError, Invalid
from dsar.cases.models import Case
from dsar.cases.operations.clarifying import answer_question, write_message
from dsar.cases.operations.closing import withdraw as withdraw_case
from dsar.cases.operations.filing import keep_along
from dsar.vault import files
from identity.errors import IdentityError

from .. import access, limits, own_page
from ..message_form import MessageForm
from .common import WRONG, View, private, too_many, words_of

CONFLICT = 409
DONE = {
    "answered": gettext_lazy("Thank you. We have your answer."),
    "written": gettext_lazy("Thank you. We have your message."),
    "proof": gettext_lazy("Thank you. We have noted it."),
    "sending": gettext_lazy(
        "Thank you. We send your data to the other company and tell you when it is done."
    ),
    "keeping": gettext_lazy("Thank you. We send nothing to the other company."),
    "receiver": gettext_lazy(
        "Thank you. Nothing is sent before you have looked at it again and said so."
    ),
    "judged": gettext_lazy("Thank you. If something is missing, we look at it and write to you."),
    "unreadable": gettext_lazy("Thank you. We look at the file and give it to you another way."),
    "complained": gettext_lazy("Thank you. We have your complaint and have confirmed it to you."),
    "fee": gettext_lazy(
        "Thank you. We have noted it. If you pay, name your reference; we write to you as soon as "
        "the fee has come, or is no longer needed."
    ),
    "withdrawn": gettext_lazy("Your request is withdrawn. You can ask again at any time."),
}


def own(view: View) -> View:
    """Passes the case that this browser has opened with a code; without one, asks for it."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        case = access.case_followed(request, now=timezone.now())
        if case is None:
            return redirect("portal:find")
        return view(request, case, *args, **kwargs)

    return opened


@require_safe
@own
def case(request: HttpRequest, case: Case) -> HttpResponse:
    facts = {"done": DONE.get(request.GET.get("done", "")), "opened": "print" in request.GET}
    return show(request, "case.html", case, facts)


@require_POST
@private
def beside(request: HttpRequest, reference: str) -> HttpResponse:
    """On to another request of the same sending; where the code does not reach, to a new one."""
    if access.open_beside(request, reference=reference, now=timezone.now()):
        return redirect("portal:case")
    return redirect("portal:find")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    words = {"label": _("Your answer"), "missing": _("Write your answer")}
    return _words(request, case, words, "answer.html", "answered", answer_question)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def write(request: HttpRequest, case: Case) -> HttpResponse:
    words = {"label": _("Your message"), "missing": _("Write your message")}
    return _words(request, case, words, "write.html", "written", write_message)


def _words(
    request: HttpRequest,
    case: Case,
    words: dict[str, str],
    template: str,
    done: str,
    operation: Callable[..., Case],
) -> HttpResponse:
    given = request.FILES.getlist("along")
    if not all(limits.allows(limits.UPLOADS, request) for file in given):
        return too_many(request, case.company)  # before anything is looked at
    form = MessageForm(request.POST or None, request.FILES or None, **words)
    facts = {"form": form, "again": bool(request.FILES)}
    if request.method != "POST" or not form.is_valid():
        return show(request, template, case, facts, WRONG if form.errors else 200)
    try:
        _take(case, form.cleaned_data, operation, now=timezone.now())
    except Invalid as refusal:
        form.add_error("text", words_of(refusal))
        return show(request, template, case, facts, WRONG)
    except files.Full:
        form.add_error("along", _("There is no room for another file here. Send it by post."))
        return show(request, template, case, facts, WRONG)
    except CaseError as refusal:
        # Nothing typed is lost: the box stays, with why it could not be taken.
        form.add_error(None, words_of(refusal))
        return show(request, template, case, facts, CONFLICT)
    return done_with(done)


@transaction.atomic
def _take(
    case: Case, said: dict[str, Any], operation: Callable[..., Case], *, now: datetime
) -> None:
    """The words and the files stand or fall together."""
    kept = keep_along(case, said["along"], now=now)
    operation(case_id=case.pk, text=said["text"], files=kept, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    if request.method != "POST":
        return show(request, "withdraw.html", case, {})
    return act(
        request,
        case,
        "withdrawn",
        lambda now: withdraw_case(case_id=case.pk, actor="requester", now=now),
    )


def act(
    request: HttpRequest, case: Case, done: str, change: Callable[[datetime], Any]
) -> HttpResponse:
    """The change and back to the page; or the page as it is now, with why not."""
    try:
        change(timezone.now())
    except (CaseError, IdentityError) as refusal:
        return refused(request, case, words_of(refusal))
    return done_with(done)


def refused(request: HttpRequest, case: Case, why: str) -> HttpResponse:
    """The page as it is now, with why nothing was done."""
    fresh = access.case_followed(request, now=timezone.now()) or case
    return show(request, "case.html", fresh, {"refusal": why}, CONFLICT)


def done_with(done: str) -> HttpResponse:
    response = redirect("portal:case")
    response["Location"] += f"?done={done}"
    return response


def show(
    request: HttpRequest, template: str, case: Case, facts: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = own_page.facts_of(case, now=timezone.now()) | facts
    return render(request, f"portal/status/{template}", context, status=status)
