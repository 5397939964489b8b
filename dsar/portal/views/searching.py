"""The page of whoever knows a system: what to look for there, and what was found. No account.

A GET uses nothing up and shows nothing of anybody: only a button says that a person is there.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dsar import tenancy
from dsar.accounts.sessions import take_new_key
from dsar.cases.dates import in_words
from dsar.cases.errors import CaseError, Invalid
from dsar.fulfilment import links
from dsar.fulfilment.due import due_of
from dsar.fulfilment.looking_for import looked_for
from dsar.fulfilment.models import SearchTask
from dsar.fulfilment.operations.opening import LinkOver, open_search
from dsar.fulfilment.operations.recording import OWNER, record_search
from dsar.security_events import happened
from dsar.vault.operations import unseal
from identity.operations import digest_of

from .. import limits
from ..search_form import SearchForm
from .common import WRONG, private, too_many

GONE = 410
_LINK, _OPENED = "search_link", "search_opened"


@require_safe
@private
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """The secret leaves the address at once. A scanner may come here as often as it likes."""
    request.session[_LINK] = digest_of(secret)
    return redirect("portal:search")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def start(request: HttpRequest) -> HttpResponse:
    """The same for a link that is good and for one that is not, until the button is pressed."""
    if request.method != "POST":
        if _LINK not in request.session:
            return _over(request)
        return render(request, "search/start.html")
    if not limits.allows(limits.CODES, request):
        return too_many(request)
    now = timezone.now()
    try:
        task = open_search(digest=request.session.pop(_LINK, ""), now=now)
    except LinkOver:
        happened("code.refused", at="search")
        return _over(request)
    take_new_key(request)
    request.session[_OPENED] = {
        "task": str(task.pk),
        "company": task.company_id,
        "since": now.isoformat(),
    }
    return redirect("portal:search_task")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def task(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = _opened(request, now=now)
    if found is None:
        return _over(request)
    if request.method != "POST":
        return _show(request, found, SearchForm())
    if not limits.allows(limits.UPLOADS, request):
        return too_many(request)
    form = SearchForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            record_search(
                case_id=found.case_id,
                task_id=found.pk,
                actor=OWNER,
                now=now,
                **form.cleaned_data,
            )
        except Invalid as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
        except CaseError:
            return _over(request)  # answered or closed since the page was looked up
        else:
            del request.session[_OPENED]
            return redirect("portal:search_done")
    return _show(request, found, form, status=WRONG)


@require_safe
@private
def done(request: HttpRequest) -> HttpResponse:
    return render(request, "search/done.html")


def _opened(request: HttpRequest, *, now: datetime) -> SearchTask | None:
    """The task that this browser has opened, as long as it waits for an answer."""
    opened = request.session.get(_OPENED)
    if not opened:
        return None
    tenancy.narrow_to([opened["company"]])
    since = datetime.fromisoformat(opened["since"])
    return links.still_open(UUID(opened["task"]), since=since, now=now)


def _show(
    request: HttpRequest, found: SearchTask, form: SearchForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "task": found,
        "system": found.system,
        "company": found.case.company,
        "looked_for": looked_for(found.case, found.system),
        "also": unseal(found, "also"),
        "day": in_words(due_of(found)),
        "form": form,
    }
    return render(request, "search/task.html", context, status=status)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "search/over.html", status=GONE)
