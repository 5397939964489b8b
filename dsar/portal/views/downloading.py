"""Fetch one file of the answer, with a fresh code each time."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.cases.errors import CaseError
from dsar.cases.incidents import is_shut
from dsar.cases.models import Case, Document
from dsar.cases.operations.downloading import take_file, tell_of_codes
from dsar.content.serving import as_attachment
from dsar.security_events import happened
from dsar.vault import files
from dsar.vault.operations import Shredded, Unreadable, unseal
from identity.errors import IdentityError, TooManyTries

from .. import access, limits, own_page
from ..forms import CodeForm
from .common import WRONG, too_many, words_of
from .own import own, show

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
@own
def download(request: HttpRequest, case: Case, document_id: UUID) -> HttpResponse:
    """GET explains; POST without a code has one sent; POST with the right one gives the file."""
    document = own_page.answer_files(case).filter(pk=document_id).first()
    if document is None or case.released_at is None:
        raise Http404("no such file")
    if not case.answer_is_open(timezone.now()):
        return show(request, "gone.html", case, {"over": not is_shut(case)}, GONE)
    if "send" in request.POST:
        if not limits.allows(limits.CODES, request):
            return too_many(request, case.company)
        access.ask_download(request, case=case, document=document, now=timezone.now())
        return redirect("portal:download", document_id)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _give(request, case, document, form.cleaned_data["code"])
        except (IdentityError, CaseError) as refusal:
            form.add_error("code", words_of(refusal))
    return _ask(request, case, document, form)


def _give(request: HttpRequest, case: Case, document: Document, code: str) -> HttpResponse:
    now = timezone.now()
    try:
        access.may_download(request, document=document, code=code, now=now)
    except IdentityError as refusal:
        happened("code.refused", at="file")
        if isinstance(refusal, TooManyTries):
            tell_of_codes(case_id=case.pk, document=document, now=now)
        raise
    try:
        pieces = files.read(document.file)
    except (Shredded, Unreadable):
        return show(request, "gone.html", case, {}, GONE)
    take_file(case_id=case.pk, document=document, now=now)
    response = StreamingHttpResponse(pieces, content_type=document.file.content_type)
    response["Content-Length"] = str(document.file.size)
    as_attachment(response, str(unseal(document.file, "name") or "file"))
    return response  # type: ignore[return-value]  # own() only adds headers to it


def _ask(request: HttpRequest, case: Case, document: Document, form: CodeForm) -> HttpResponse:
    facts = {
        "form": form,
        "file": own_page.file_of(document),
        "asked": access.has_asked_download(request, document),
    }
    return show(request, "download.html", case, facts, WRONG if form.errors else 200)
