"""What the OpenAPI schema says beyond what the views tell by themselves."""

from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.serializers import CharField

from .serializers.outgoing import ProblemOut

IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type={"type": "string", "pattern": "^[!-~]{1,200}$"},
    location=OpenApiParameter.HEADER,
    required=True,
    description="The same text each time this call is repeated, such as `zendesk-48213`.",
)

IF_MATCH = OpenApiParameter(
    name="If-Match",
    type={"type": "string", "pattern": '^"[0-9]{1,18}"$'},
    location=OpenApiParameter.HEADER,
    description='The `ETag` of the case as you read it, such as `"17"`.',
)

ACTION_EXAMPLE = OpenApiExample(
    "More time for a complex request",
    request_only=True,
    value={"action": "extend", "ground": "complexity", "reasons": "Nine systems are searched."},
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


def any_of(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A whole case is also a case with some of its fields: `oneOf` would allow it to be neither."""
    either = result["components"]["schemas"].get("CaseReadOut")
    if either:
        either["anyOf"] = either.pop("oneOf")
    return result


def needing_bodies(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """No call that sends something can do without it, also where it is one of several, or bytes."""
    for path in result["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result


_WHEN = {
    400: "Something in the call cannot be used; `errors` names each field and its fix.",
    401: "No usable API key was sent.",
    403: "The key lacks the scope.",
    404: "There is no such thing within this key's reach.",
    409: "The case does not allow it, or the Idempotency-Key had other content before.",
    412: "The case changed since it was read; `errors` names what happened.",
    413: "The body is too large.",
    415: "The body is not sent in the format of this call.",
    429: "Too many calls; see Retry-After.",
    503: "The desk is away; nothing was stored. Repeat the call.",
    507: "There is no room for files; nothing was stored. Repeat the call later.",
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
            "description": "A key of one company, made at the desk under API keys.",
        }


class Strict(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What is not known is refused, and so is an empty text: who reads the schema is told so."""

    target_class = "dsar.api.serializers.strict.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        told = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        for name, field in self.target.fields.items():
            if isinstance(field, CharField) and not field.allow_blank:
                told["properties"][name].setdefault("minLength", 1)
        return {**told, "additionalProperties": False}


class SentFile(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A part of a form that is a file: bytes, where the address of one would be told otherwise."""

    target_class = "rest_framework.serializers.FileField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "format": "binary"}
