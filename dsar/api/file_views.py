"""The files of an answer: which there are, one more, and the bytes of one."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.cases.answers import files_of
from dsar.cases.models import Document
from dsar.cases.operations.filing import attach_upload, name_of, open_file
from dsar.cases.operations.settling import lock_all
from dsar.content.doors import ANSWER
from dsar.content.serving import as_attachment
from dsar.content.taking_in import TakenIn, take_in
from dsar.vault.operations import Shredded, unseal

from . import problems
from .acting import refuse_the_changed
from .idempotency import once, read_key
from .models import Scope
from .parsing import MOST_BYTES, UploadParser, form_of, read_tag
from .schema import IDEMPOTENCY_KEY, IF_MATCH, problems_of
from .serializers.files import FIX, FileAddedOut, FileIn, FileListOut
from .views import KeyedView

# A file of the desk's size, and what a form puts around it.
MOST_BYTES_OF_A_FORM = ANSWER.most_bytes + MOST_BYTES
_LATER = ("busy", "no_scanner")


class FilesView(KeyedView):
    scopes = {"GET": Scope.READ_FILES, "HEAD": Scope.READ_FILES, "POST": Scope.ADD_FILES}
    parser_classes = [UploadParser]
    most_bytes = MOST_BYTES_OF_A_FORM

    @extend_schema(
        operation_id="files_list",
        summary="List the files of an answer",
        description="Oldest first. Names and explanations are personal data. What was found and "
        "is not part of the answer is not told here.",
        responses={200: FileListOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        case, tag = self.tagged(reference)
        found = files_of(case).select_related(
            "file__data_key__company_key", "case__data_key__company_key"
        )
        return Response({"results": [_told(one) for one in found]}, headers=tag)

    @extend_schema(
        operation_id="files_add",
        summary="Add a file to the answer",
        description="It passes the same checks as at the desk, and nobody outside sees it before "
        "the release. Where a second person was asked to approve the answer, they are asked anew. "
        "`If-Match` as with an action. The answer tells no name: the list does.",
        parameters=[IDEMPOTENCY_KEY, IF_MATCH],
        request={"multipart/form-data": FileIn},
        responses={
            201: FileAddedOut,
            **problems_of(400, 401, 403, 404, 409, 412, 413, 415, 429, 503, 507),
        },
    )
    def post(self, request: Request, reference: str) -> Response:
        now = timezone.now()
        idempotency_key = read_key(request.headers.get("Idempotency-Key"))
        seen = read_tag(request.headers.get("If-Match"))
        found = self.case(reference)
        body = FileIn(data=form_of(request))
        if not body.is_valid():
            raise problems.invalid_fields(body)
        upload, explanation = body.validated_data["file"], body.validated_data["explanation"]
        headers: dict[str, str] = {}

        def work() -> tuple[int, Any]:
            taken = _taken_in(upload)
            lock_all(found.pk)
            refuse_the_changed(found, seen)
            document = attach_upload(
                case_id=found.pk,
                upload=taken,
                explanation=explanation,
                actor=self.key.actor,
                now=now,
            )
            headers.update(self.tagged(reference)[1])
            return 201, _added(document)

        answered = once(
            company=self.key.company,
            key=idempotency_key,
            content=[request.path, self.key.is_test, upload.name, _digest(upload), explanation],
            now=now,
            work=work,
        )
        if answered.replayed:
            headers["Idempotent-Replayed"] = "true"
        return Response(answered.body, status=answered.status, headers=headers)


class AnyKind(BaseContentNegotiation):
    """The bytes are what they are, whatever a caller says it would like; a problem is JSON."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> Any:
        return renderers[0], renderers[0].media_type

    def select_parser(self, request: Request, parsers: Any) -> Any:  # noqa: ARG002
        return None


class FileView(KeyedView):
    scopes = {"GET": Scope.READ_FILES}
    # A HEAD would be noted as a look and show nothing.
    http_method_names = ["get"]
    content_negotiation_class = AnyKind

    @extend_schema(
        operation_id="files_retrieve",
        summary="Download a file of an answer",
        description="Its bytes, whatever its kind: the list tells that. Each download is noted in "
        "the record of the case, with the key.",
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            **problems_of(401, 403, 404, 429, 503),
        },
    )
    def get(self, request: Request, reference: str, pk: UUID) -> StreamingHttpResponse:  # noqa: ARG002
        case = self.case(reference)
        document = files_of(case).filter(pk=pk).select_related("file__data_key__company_key")
        if not (found := document.first()):
            raise NotFound
        try:
            opened = open_file(
                case=case,
                file=found.file,
                event="document.viewed",
                what=str(found.pk),
                actor=self.key.actor,
                now=timezone.now(),
            )
        except Shredded:
            raise NotFound from None
        response = StreamingHttpResponse(opened.pieces, content_type="application/octet-stream")
        response["Content-Length"] = str(opened.size)
        as_attachment(response, opened.name)
        return response


def _taken_in(upload: "UploadedFile[bytes]") -> TakenIn:
    """What may be kept. A problem: 400 for what may not, 503 where nobody could look at it, 507
    where the disk has no room for it."""
    try:
        return take_in(upload, ANSWER)
    except ValidationError as refused:
        if refused.code == "no_room":
            raise problems.no_room() from None
        if refused.code in _LATER:
            title = "The file could not be looked at"
            raise problems.Problem(503, "away", title, str(refused.message)) from None
        raise problems.invalid([problems.error("file", str(refused.message), FIX)]) from None


def _digest(upload: "UploadedFile[bytes]") -> str:
    """Of all its bytes, which lie in memory."""
    whole = sha256()
    for piece in upload.chunks():
        whole.update(piece)
    return whole.hexdigest()


def _added(document: Document) -> dict[str, Any]:
    """Kept with the key of the call, in clear: so it names nothing and nobody."""
    return {
        "id": document.pk,
        "content_type": document.file.content_type,
        "size": document.file.size,
        "added_at": document.added_at,
    }


def _told(document: Document) -> dict[str, Any]:
    try:
        explanation = unseal(document, "explanation")
    except Shredded:
        explanation = None
    return {**_added(document), "name": name_of(document.file), "explanation": explanation}
