"""Bytes of proofs and documents, for whoever works on the case. Each look is written down."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from dsar.accounts.roles import Permission
from dsar.cases.models import Case
from dsar.cases.operations.filing import open_file
from dsar.content.serving import as_attachment
from dsar.vault.models import SealedFile
from dsar.vault.operations import Shredded

from ..access import Desk, desk_page


@desk_page
@require_GET
def evidence(_: HttpRequest, desk: Desk, reference: str, code: str) -> HttpResponseBase:
    case = _workable(desk, reference)
    item = get_object_or_404(case.verification.items, code=code, file_id__isnull=False)
    file = get_object_or_404(_files(case), pk=item.file_id)
    return _send(case, file, event="evidence.viewed", what=item.code, desk=desk)


@desk_page
@require_GET
def document(_: HttpRequest, desk: Desk, reference: str, pk: str) -> HttpResponseBase:
    case = _workable(desk, reference)
    found = get_object_or_404(case.documents, pk=pk)
    file = get_object_or_404(_files(case), pk=found.file_id)
    return _send(case, file, event="document.viewed", what=str(found.pk), desk=desk)


def _workable(desk: Desk, reference: str) -> Case:
    """An auditor reads what was done, not the passport it was done with."""
    case = desk.case(reference)
    desk.require(Permission.WORK_CASES, case.company_id)
    return case


def _files(case: Case) -> QuerySet[SealedFile]:
    return SealedFile.objects.filter(company_id=case.company_id).select_related(
        "data_key__company_key"
    )


def _send(
    case: Case, file: SealedFile, *, event: str, what: str, desk: Desk
) -> StreamingHttpResponse:
    try:
        opened = open_file(
            case=case, file=file, event=event, what=what, actor=desk.actor, now=timezone.now()
        )
    except Shredded:
        raise Http404 from None
    response = StreamingHttpResponse(opened.pieces, content_type=opened.content_type)
    response["Content-Length"] = str(opened.size)
    as_attachment(response, opened.name)
    return response
