"""A letter on paper: to somebody without an e-mail address, or with a code."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dsar.accounts.roles import Permission
from dsar.cases.dates import civil_date
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Message
from dsar.cases.on_paper import Gone, as_printed, pdf_of
from dsar.cases.operations.posting import CODE_LETTER, letter_posted
from dsar.cases.queries import letters_to_post
from dsar.content.serving import as_attachment
from dsar.typeset.paper import Unprintable
from dsar.vault.operations import Shredded, unseal

from .. import case_parts
from ..access import Desk, desk_page, page
from ..forms.letters import Posted
from ..operations import print_letters

# In one file; the rest once these are posted.
MOST = 50


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    """GET shows it to print; POST says that it was posted, and on which day."""
    case = desk.case(reference)
    if request.method == "POST":
        return _posted(request, desk, case, pk)
    return _show(request, desk, case, pk, Posted())


@desk_page
@require_GET
def pdf(request: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    """The letter to keep or to print. Who took it is written down."""
    case = desk.case(reference)
    found = _found(desk, case, pk)
    try:
        return _given([found], desk, name=f"{case.reference}-letter.pdf")
    except Unprintable as reason:
        messages.info(request, str(reason))
        return redirect("desk:letter", reference=case.reference, pk=pk)


@desk_page
@require_GET
def to_post(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """All that wait to be posted in one file, the oldest first; none, where one cannot be."""
    companies = desk.companies(Permission.WORK_CASES)
    if not companies:
        raise PermissionDenied
    waiting = letters_to_post(companies).select_related(
        "case__policy", "case__data_key__company_key", "case__company"
    )
    letters = list(waiting[:MOST])
    try:
        if letters:
            return _given(letters, desk, name="letters-to-post.pdf")
        messages.info(request, "No letter waits to be posted.")
    except Unprintable:
        messages.info(request, _why_not_all(letters))
    return redirect("desk:today")


def _given(letters: Sequence[Message], desk: Desk, *, name: str) -> HttpResponse:
    try:
        content = print_letters(letters=letters, actor=desk.actor, now=timezone.now())
    except Gone:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/pdf")
    as_attachment(response, name)
    return response


def _why_not_all(letters: Sequence[Message]) -> str:
    """Which letter stands in the way of all."""
    names = ", ".join(dict.fromkeys(one.case.reference for one in letters if not _fits(one)))
    return (
        f"A letter of {names} does not fit into a PDF. Open it, print it from its own page and say "
        "that it was posted; then print the others."
    )


def _fits(letter: Message) -> bool:
    try:
        pdf_of([letter])
    except Unprintable:
        return False
    return True


def _found(desk: Desk, case: Case, pk: str) -> Message:
    # What was written to somebody else is a note; a letter once its mail came back.
    letters = case.messages.filter(Q(direction=Message.Direction.OUT) | Q(by_post=True))
    found: Message = get_object_or_404(letters, pk=pk)
    found.case = case
    if found.kind == CODE_LETTER:
        # A key, until it is posted: for whoever posts it.
        desk.require(Permission.WORK_CASES, case.company_id)
    return found


def _show(
    request: HttpRequest, desk: Desk, case: Case, pk: str, form: Posted, *, status: int = 200
) -> HttpResponseBase:
    found = _found(desk, case, pk)
    try:
        kept = unseal(found, "body")
        body, gone = (as_printed(found, kept), "") if kept else (None, case_parts.DELETED)
    except Shredded:
        body, gone = None, case_parts.ERASED
    context = {
        "case": case,
        "person": case_parts.person(case),
        "body": body,
        "gone": gone,
        "letter": found,
        "form": form,
        "works": Permission.WORK_CASES in desk.permissions(case.company_id),
        "written_on": civil_date(case.company, found.at),
        "posted_on": found.posted_at and civil_date(case.company, found.posted_at),
    }
    return page(request, desk, "letter.html", context, status=status)


def _posted(request: HttpRequest, desk: Desk, case: Case, pk: str) -> HttpResponseBase:
    desk.require(Permission.WORK_CASES, case.company_id)
    form = Posted(request.POST)
    if not form.is_valid():
        return _show(request, desk, case, pk, form, status=400)
    try:
        letter_posted(
            case_id=case.pk,
            message_id=UUID(str(pk)),
            actor=desk.actor,
            now=timezone.now(),
            on=form.cleaned_data["on"],
        )
    except Invalid as wrong:
        form.add_error(wrong.field, str(wrong))
        return _show(request, desk, case, pk, form, status=400)
    except NotAllowed as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "Noted: the letter was posted.")
    if "today" in request.POST:
        return redirect("desk:today")
    return redirect("desk:case", reference=case.reference)
