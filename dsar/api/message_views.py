"""The conversation of a case: what was written, and one message more."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.cases.models import Message
from dsar.cases.operations.messaging import send_message
from dsar.cases.operations.posting import PROVING_KINDS
from dsar.cases.operations.settling import lock_all
from dsar.vault.operations import Shredded, unseal

from . import problems
from .acting import refuse_the_changed
from .idempotency import once, read_key
from .models import Scope
from .parsing import read_tag
from .schema import IDEMPOTENCY_KEY, IF_MATCH, problems_of
from .serializers.messages import MessageIn, MessageListOut, MessageSentOut
from .views import KeyedView


class MessagesView(KeyedView):
    scopes = {"GET": Scope.MESSAGES, "HEAD": Scope.MESSAGES, "POST": Scope.SEND}

    @extend_schema(
        operation_id="messages_list",
        summary="List the messages of a case",
        description="Oldest first, with the words of the requester and of the letters. These are "
        "personal data. Left out are internal notes, and what could itself prove who somebody is: "
        "letters with a code, and what they sent as proof.",
        responses={200: MessageListOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        case, tag = self.tagged(reference)
        found = (
            case.messages.exclude(direction=Message.Direction.NOTE)
            .exclude(kind__in=PROVING_KINDS)
            .select_related("case__data_key__company_key")
            .order_by("at", "pk")
        )
        return Response({"results": [_message(one) for one in found]}, headers=tag)

    @extend_schema(
        operation_id="messages_send",
        summary="Write to the requester",
        description="The message stands on the page of the request; the mail says only that it is "
        "there. Whoever has no email address gets it by post. It changes neither the status nor a "
        "date: what does goes with an action, such as `ask_question`. `If-Match` as with an "
        "action.",
        parameters=[IDEMPOTENCY_KEY, IF_MATCH],
        request=MessageIn,
        responses={
            201: MessageSentOut,
            **problems_of(400, 401, 403, 404, 409, 412, 413, 415, 429, 503),
        },
    )
    def post(self, request: Request, reference: str) -> Response:
        content, now = request.data, timezone.now()
        idempotency_key = read_key(request.headers.get("Idempotency-Key"))
        seen = read_tag(request.headers.get("If-Match"))
        found = self.case(reference)
        body = MessageIn(data=content)
        if not body.is_valid():
            raise problems.invalid_fields(body)
        headers: dict[str, str] = {}

        def work() -> tuple[int, Any]:
            lock_all(found.pk)
            refuse_the_changed(found, seen)
            sent = send_message(
                case_id=found.pk, text=body.validated_data["text"], actor=self.key.actor, now=now
            )
            headers.update(self.tagged(reference)[1])
            # Kept with the key of the call, in clear: so it holds no word of the message.
            return 201, {"id": sent.pk, "at": sent.at, "kind": sent.kind, "by_post": sent.by_post}

        answered = once(
            company=self.key.company,
            key=idempotency_key,
            content=[request.path, self.key.is_test, content],
            now=now,
            work=work,
        )
        if answered.replayed:
            headers["Idempotent-Replayed"] = "true"
        return Response(answered.body, status=answered.status, headers=headers)


def _message(message: Message) -> dict[str, Any]:
    try:
        body = unseal(message, "body") or {}
    except Shredded:
        body = {}
    return {
        "id": message.pk,
        "at": message.at,
        "direction": message.direction,
        "kind": message.kind,
        "language": message.language,
        "subject": body.get("subject"),
        "text": body.get("text"),
    }
