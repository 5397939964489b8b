"""What the OpenAPI schema says beyond what the views tell by themselves."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from .serializers.outgoing import ProblemOut

IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type=str,
    location=OpenApiParameter.HEADER,
    required=True,
    description="The same text each time this call is repeated, such as `zendesk-48213`.",
)

EXAMPLE = OpenApiExample(
    "From a ticketing system",
    request_only=True,
    value={
        "right": "access",
        "channel": "email",
        "received_at": "2026-11-20T09:12:00+00:00",
        "requester": {"name": "A. Example", "email": "a@example.org", "language": "en"},
        "text": "Please send me the recordings of my calls.",
        "external": {"system": "zendesk", "id": "48213"},
    },
)

_WHEN = {
    400: "Something in the call cannot be used; `errors` names each field and its fix.",
    401: "No usable API key was sent.",
    403: "The key lacks the scope.",
    404: "No such case within this key's reach.",
    409: "The Idempotency-Key was used before with other content.",
    413: "The body is too large.",
    415: "The body is not sent as JSON.",
    429: "Too many calls; see Retry-After.",
    503: "The desk is away; nothing was stored. Repeat the call.",
}


def problems_of(*statuses: int) -> dict[Any, OpenApiResponse]:
    return {
        (status, "application/problem+json"): OpenApiResponse(ProblemOut, description=_WHEN[status])
        for status in statuses
    }


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "dsar.api.authentication.KeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of one company, made with `manage.py create_api_key`.",
        }
