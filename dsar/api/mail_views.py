"""Mail that a mail server or a provider brings: stored as it came, and nothing else."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.inbound.models import Mail
from dsar.inbound.storing import MOST_BYTES, store
from dsar.vault.operations import RootKeyError

from .models import Scope
from .problems import Problem
from .schema import problems_of
from .serializers.mail import MailOut
from .views import KeyedView

_AWAY = (OSError, RootKeyError)


class WholeMessage(BaseParser):
    """The bytes, of which nothing is read here."""

    media_type = "message/rfc822"

    def parse(self, stream: Any, *_: Any, **__: Any) -> Any:
        return bytes(stream.read())


class MailView(KeyedView):
    scopes = {"POST": Scope.MAIL}
    parser_classes = [WholeMessage]
    http_method_names = ["post"]
    most_bytes = MOST_BYTES

    @extend_schema(
        operation_id="mail_bring",
        summary="Bring an incoming email",
        description="One whole message, as a mail server has it, to the company of the key: at "
        "most 40 MB, stored as it came before anything of it is read, like one from a mailbox. It "
        "arrived when the server above all others says so in its `Received`; where none does, now. "
        "Brought again, it is the one that is there already, so this call takes no "
        "Idempotency-Key. Keep the message until the answer is 200 or 201.",
        request={"message/rfc822": OpenApiTypes.BINARY},
        responses={
            200: MailOut,
            201: MailOut,
            **problems_of(400, 401, 403, 413, 415, 429, 503),
        },
    )
    def post(self, request: Request) -> Response:
        if self.key.is_test:
            detail = "What arrives by mail is real. Use a live key."
            raise Problem(403, "not-for-test-keys", "A test key brings no mail", detail)
        now = timezone.now()
        try:
            raw = _whole(request)
            mail = store(company_id=self.key.company_id, raw=raw, door=Mail.Door.HTTP, now=now)
        except _AWAY:
            detail = "Nothing was stored. Keep the message and bring it again."
            raise Problem(503, "away", "The desk cannot store it now", detail) from None
        is_new = mail.stored_at == now
        return Response({"id": mail.pk}, status=201 if is_new else 200)


def _whole(request: Request) -> bytes:
    """The message. A problem: 415 for another kind of body, 400 for none, or for a part of it,
    which would be kept beside the whole one that comes later."""
    try:
        raw: Any = request.data or b""
    except UnsupportedMediaType:
        detail = "Send “Content-Type: message/rfc822”."
        raise Problem(415, "not-a-message", "Mail comes as it is", detail) from None
    if not raw or len(raw) < int(request.META["CONTENT_LENGTH"]):
        detail = "Send the whole message as the body, as `curl --data-binary @-` does."
        raise Problem(400, "no-message", "There was no message, or a part of one", detail)
    return bytes(raw)
