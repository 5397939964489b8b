"""Reviewing documents: what may go, what is blacked out, what stays here. No script, no mouse."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dsar.accounts.roles import Permission
from dsar.cases import transitions
from dsar.cases.errors import CaseError, NotAllowed
from dsar.cases.models import Case, Document
from dsar.cases.operations.filing import open_file
from dsar.content import redacting
from dsar.content.redacting import NotRedacted, Page
from dsar.fulfilment.review import operations
from dsar.fulfilment.review.models import Finding
from dsar.vault import files
from dsar.vault.operations import Shredded

from .. import case_parts, reviewing
from ..access import Desk, desk_page, page
from ..forms.reviewing import ByNumbers, Decide, Find

_CHANGED = "Somebody changed the marks since you saw this page: look at them and decide again."


@desk_page
@require_GET
def documents(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    case = _workable(desk, reference)
    context = {
        "case": case,
        "documents": reviewing.reviewed(case),
        "found": case_parts.found(case),
        "may": _may_change(case),
    }
    return page(request, desk, "review.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    case = _workable(desk, reference)
    found = _document(case, pk)
    if request.method != "POST":
        return _show(request, desk, case, found)
    now = timezone.now()
    given: dict[str, Any] = {"case_id": case.pk, "document_id": found.pk}
    given |= {"actor": desk.actor, "now": now}
    try:
        if "open" in request.POST:
            operations.open_finding(**given)
        elif "again" in request.POST:
            operations.reconsider(**given)
        else:
            return _decide(request, desk, case, found, given)
    except CaseError as no:
        messages.error(request, str(no))
    return _back(case, found)


@desk_page
@require_POST
def mark(request: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    """Adds what was chosen or drawn by numbers, takes marks off, or shows where a word stands."""
    case = _workable(desk, reference)
    found = _document(case, pk)
    _finding(case, found)
    number = _number(request.POST.get("page", "1"))
    if "find" in request.POST:
        return _show(request, desk, case, found, find=Find(request.POST))
    try:
        given = map(reviewing.boxes_of, request.POST.getlist("place"))
        chosen = [box for boxes in given for box in boxes]
    except (TypeError, ValueError):
        raise Http404 from None
    if "numbers" in request.POST:
        form = ByNumbers(request.POST)
        if not form.is_valid():
            return _show(request, desk, case, found, numbers=form)
        chosen = [form.box(number - 1)]
    try:
        operations.mark(
            case_id=case.pk,
            document_id=found.pk,
            **{"off" if "off" in request.POST else "add": chosen},
            actor=desk.actor,
            now=timezone.now(),
        )
    except CaseError as no:
        messages.error(request, str(no))
    return _back(case, found, number)


@desk_page
@require_GET
def picture(_: HttpRequest, desk: Desk, reference: str, pk: str, number: int) -> HttpResponseBase:
    """The page as it looks, with what is marked in grey. Kept by no browser."""
    case = _workable(desk, reference)
    found = _document(case, pk)
    marked = operations.places_of(_finding(case, found))
    try:
        content = _opened(case, found, desk, timezone.now())
        png = redacting.picture(content, number - 1, marked)
    except NotRedacted:
        raise Http404 from None
    response = HttpResponse(png, content_type="image/png")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _decide(
    request: HttpRequest, desk: Desk, case: Case, found: Document, given: dict[str, Any]
) -> HttpResponseBase:
    finding = _finding(case, found)
    form = Decide(request.POST, case=case, can_be_black=_can_be_black(found))
    if not form.is_valid():
        return _show(request, desk, case, found, decide=form, status=400)
    marked = operations.places_of(finding)
    copy = None
    try:
        if request.POST.get("seen") != reviewing.digest_of(marked):
            raise NotAllowed(_CHANGED)
        if form.cleaned_data["decision"] == Finding.Decision.REDACT and marked:
            content = b"".join(files.read(found.file))
            copy = redacting.redact(content, marked)
        operations.decide(**given, decided=form.decided(), copy=copy, places=marked)
    except (CaseError, NotRedacted) as no:
        field = getattr(no, "field", None)
        form.add_error(field if field in form.fields else None, str(no))
        return _show(request, desk, case, found, decide=form, status=409)
    messages.success(request, "Decided.")
    return redirect("desk:review", reference=case.reference)


def _show(
    request: HttpRequest,
    desk: Desk,
    case: Case,
    found: Document,
    *,
    decide: Decide | None = None,
    find: Find | None = None,
    numbers: ByNumbers | None = None,
    status: int = 200,
) -> HttpResponse:
    finding = Finding.objects.filter(case=case, document=found).first()
    shown = next(one for one in reviewing.reviewed(case) if one.file.pk == found.pk)
    context: dict[str, Any] = {"case": case, "one": shown, "may": _may_change(case)}
    if finding is not None and not finding.decision and context["may"]:
        finding.case = case
        black = _can_be_black(found)
        context["seen"] = reviewing.digest_of(operations.places_of(finding))
        context["form"] = decide or Decide(case=case, can_be_black=black)
        context |= {"can_be_black": black, "wrong": ""}
        if black:
            number = _number(request.POST.get("page") or request.GET.get("page", "1"))
            try:
                pages = redacting.read(_opened(case, found, desk, timezone.now()))
                if number > len(pages):
                    raise Http404
                context |= _marking(finding, pages, number, find, numbers)
            except NotRedacted as no:
                context |= {"can_be_black": False, "wrong": str(no)}
    if (find and find.errors) or (numbers and numbers.errors):
        status = 400
    return page(request, desk, "review_document.html", context, status=status)


def _marking(
    finding: Finding,
    pages: Sequence[Page],
    number: int,
    find: Find | None,
    numbers: ByNumbers | None,
) -> dict[str, Any]:
    hits = reviewing.found_in(pages, find.cleaned_data["word"]) if find and find.is_valid() else []
    page = pages[number - 1]
    lines = reviewing.lines_of(page)
    return {
        "number": number,
        "pages": range(1, len(pages) + 1),
        "cut": page.cut,
        "cut_pages": [at for at, one in enumerate(pages, 1) if one.cut],
        "lines": lines,
        "more": len(lines) < len(page.lines),
        "marked": reviewing.places(operations.places_of(finding), pages),
        "find": find or Find(),
        "hits": hits,
        "looked": bool(find and find.is_valid()),
        "numbers": numbers or ByNumbers(),
    }


def _may_change(case: Case) -> bool:
    """As for every file of the answer."""
    try:
        transitions.check(
            "attach",
            reference=case.reference,
            status=case.status,
            released=case.released_at is not None,
        )
    except NotAllowed:
        return False
    return True


def _workable(desk: Desk, reference: str) -> Case:
    case = desk.case(reference)
    desk.require(Permission.WORK_CASES, case.company_id)
    return case


def _documents(case: Case) -> QuerySet[Document]:
    return case.documents.select_related("file__data_key__company_key").filter(
        kind__in=(Document.Kind.ANSWER, Document.Kind.HELD)
    )


def _document(case: Case, pk: str) -> Document:
    found = get_object_or_404(_documents(case), pk=pk)
    if Finding.objects.filter(copy=found).exists():
        raise Http404
    return found


def _finding(case: Case, found: Document) -> Finding:
    finding = get_object_or_404(Finding, case=case, document=found, decision="")
    finding.case = case
    return finding


def _can_be_black(found: Document) -> bool:
    return found.file.content_type in redacting.TYPES


def _opened(case: Case, found: Document, desk: Desk, now: datetime) -> bytes:
    """Its bytes, and a note that this person looked."""
    try:
        opened = open_file(
            case=case, file=found.file, event="document.viewed", what=str(found.pk),
            actor=desk.actor, now=now,
        )  # fmt: skip
        return b"".join(opened.pieces)
    except Shredded:
        raise Http404 from None


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 10_000:
        raise Http404
    return int(text)


def _back(case: Case, found: Document, number: int = 1) -> HttpResponseBase:
    address = reverse("desk:review_document", args=[case.reference, found.pk])
    return redirect(f"{address}?page={number}" if number > 1 else address)
