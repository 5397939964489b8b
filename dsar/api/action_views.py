"""What can be done on a case, and doing it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.cases.operations.settling import lock_all

from .acting import act, open_to, refuse_others, refuse_the_changed
from .idempotency import once, read_key
from .models import Scope
from .parsing import body_of, read_tag
from .schema import ACTION_EXAMPLE, IDEMPOTENCY_KEY, IF_MATCH, problems_of
from .serializers.actions import BODIES
from .serializers.outgoing import ActionListOut, CaseOut
from .views import KeyedView, case_json


class ActionsView(KeyedView):
    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    @extend_schema(
        operation_id="actions_list",
        summary="List what can be done on a case",
        description="What the lifecycle and the scopes of the key allow now. Where the case gives "
        "no reason for one, the call says so.",
        responses={200: ActionListOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        case, tag = self.tagged(reference)
        return Response({"results": open_to(case, self.key)}, headers=tag)

    @extend_schema(
        operation_id="actions_do",
        summary="Do something on a case",
        description="The action and its fields are one object. `If-Match` with the `ETag` of the "
        "case refuses it (412) where the case changed since. The answer is the case afterwards; "
        "the same call sent again gets it as it was, without an `ETag`: read the case for one.",
        parameters=[IDEMPOTENCY_KEY, IF_MATCH],
        request=PolymorphicProxySerializer(
            component_name="ActionIn", serializers=dict(BODIES), resource_type_field_name="action"
        ),
        examples=[ACTION_EXAMPLE],
        responses={
            200: CaseOut,
            **problems_of(400, 401, 403, 404, 409, 412, 413, 415, 429, 503),
        },
    )
    def post(self, request: Request, reference: str) -> Response:
        content, now = request.data, timezone.now()
        idempotency_key = read_key(request.headers.get("Idempotency-Key"))
        seen = read_tag(request.headers.get("If-Match"))
        name = content.get("action") if isinstance(content, dict) else None
        refuse_others(self.key, str(name))
        found = self.case(reference)
        headers: dict[str, str] = {}

        def work() -> tuple[int, Any]:
            # Before a word of what happened: a body that does nothing is no way to ask.
            body = body_of(content)
            # Locked first: what it was, and whether it changed, holds until the action is done.
            lock_all(found.pk)
            refuse_the_changed(found, seen)
            act(found, str(name), body.validated_data, actor=self.key.actor, now=now)
            afterwards, tag = self.tagged(reference)
            headers.update(tag)
            return 200, case_json(afterwards, now=now)

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
