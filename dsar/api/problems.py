"""Every refusal is a problem object (RFC 9457): what is wrong, in which field, and what to do."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Field, Serializer

from deadlines.errors import ClockError
from dsar.cases.errors import CaseError, Invalid
from dsar.outage import is_worth_another_try
from dsar.vault.operations import RootKeyError
from dsar.vault.room import NO_ROOM, NoRoom
from identity.errors import IdentityError

log = logging.getLogger(__name__)

Errors = list[dict[str, str]]
AnyField = Field[Any, Any, Any, Any] | BaseSerializer[Any]


class Problem(exceptions.APIException):
    """A refusal with its own title and errors."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        errors: Sequence[dict[str, str]] = (),
        *,
        again_in: int = 0,
    ) -> None:
        super().__init__(detail, code)
        self.status_code, self.again_in = status, again_in
        self.code, self.title, self.errors = code, title, list(errors)


def error(field: str, message: str, fix: str) -> dict[str, str]:
    return {"field": field, "message": message, "fix": fix}


def invalid(errors: Errors) -> Problem:
    fields = ", ".join(dict.fromkeys(one["field"] or "the body" for one in errors))
    return Problem(
        400,
        "invalid",
        "Some of it cannot be used",
        f"Nothing was stored. Look at: {fields}.",
        errors,
    )


def no_room() -> Problem:
    again = "Send the same call again later, with the same Idempotency-Key."
    return Problem(507, "no-room", "There is no room for files", f"{NO_ROOM} {again}", again_in=300)


def invalid_fields(serializer: Serializer[Any]) -> Problem:
    """What a serializer found. A field's help text says how it is filled in: that is the fix."""
    return invalid(_flatten("", serializer.errors, serializer))


def answer_problem(exc: Exception, context: Mapping[str, Any]) -> Response:
    """The response for anything that a view raised; nothing gets past it unformatted."""
    problem, headers = _problem_of(exc)
    if problem.status_code == 500:
        log.error("%s failed", type(context.get("view")).__name__, exc_info=exc)
    body = {
        "type": f"urn:dsar-desk:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status_code,
        "detail": str(problem.detail),
        "errors": problem.errors,
    }
    return Response(
        body,
        status=problem.status_code,
        headers=headers,
        content_type="application/problem+json",
    )


# What the framework raises: our code for it and a title. The status is the exception's own.
_KNOWN: dict[type[exceptions.APIException], tuple[str, str]] = {
    exceptions.ParseError: ("not-json", "The body is not JSON"),
    exceptions.NotAuthenticated: ("no-key", "No API key was sent"),
    exceptions.AuthenticationFailed: ("bad-key", "This API key cannot be used"),
    exceptions.PermissionDenied: ("not-in-scope", "This API key may not do that"),
    exceptions.NotFound: ("not-found", "There is nothing here"),
    exceptions.MethodNotAllowed: ("wrong-method", "This address does not take that method"),
    exceptions.NotAcceptable: ("not-acceptable", "Answers are JSON"),
    exceptions.UnsupportedMediaType: ("not-json", "Bodies are JSON"),
    exceptions.Throttled: ("too-many", "Too many calls"),
}
_DETAILS: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "Send the header “Authorization: Bearer” followed by your key.",
    exceptions.NotFound: "It does not exist, or this key does not reach it.",
    exceptions.MethodNotAllowed: "The header Allow names the methods that it takes.",
    exceptions.NotAcceptable: "Send “Accept: application/json” or no Accept header.",
    exceptions.UnsupportedMediaType: "Send “Content-Type: application/json”.",
}


def _problem_of(exc: Exception) -> tuple[Problem, dict[str, str]]:
    match exc:
        case Problem():
            return exc, {"Retry-After": str(exc.again_in)} if exc.again_in else {}
        case Invalid():
            return invalid([error(exc.field, str(exc), "Correct this field.")]), {}
        case CaseError() | IdentityError():
            return Problem(409, "not-allowed", "The case does not allow it", str(exc)), {}
        case ClockError():
            fix = "Send a request that one of our rules can count, or record it by hand."
            return invalid([error("received_at", str(exc), fix)]), {}
        case OperationalError() | InterfaceError() | RootKeyError():
            return _away()
        case NoRoom():
            return _problem_of(no_room())
        case Http404():
            return _problem_of(exceptions.NotFound())
        case PermissionDenied():
            return _problem_of(exceptions.PermissionDenied())
        case exceptions.APIException():
            return _translated(exc)
        case _ if is_worth_another_try(exc):
            return _away()
        case _:
            detail = "This is our mistake and has been noted. Nothing was stored."
            return Problem(500, "our-mistake", "Something went wrong", detail), {}


def _away() -> tuple[Problem, dict[str, str]]:
    detail = "Nothing was stored. Send the same call again, with the same Idempotency-Key."
    return Problem(503, "away", "The desk cannot answer now", detail), {"Retry-After": "30"}


def _translated(exc: exceptions.APIException) -> tuple[Problem, dict[str, str]]:
    code, title = _KNOWN.get(type(exc), ("refused", "This was refused"))
    detail = _DETAILS.get(type(exc), str(exc.detail))
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Problem(exc.status_code, code, title, detail), headers


def _flatten(path: str, detail: Any, field: AnyField | None) -> Errors:
    if isinstance(detail, Mapping):
        parts = getattr(field, "fields", {})
        return [
            found
            for name, inner in detail.items()
            for found in _flatten(_join(path, name), inner, parts.get(name, field))
        ]
    if not isinstance(detail, Sequence) or isinstance(detail, str):
        detail = [detail]
    return [error(_writable(path), _writable(str(one)), _fix(one, field)) for one in detail]


def _writable(text: str) -> str:
    """JSON may hold half a character, in a field or as its name, which no answer could repeat."""
    return text.encode(errors="replace").decode()


def _join(path: str, name: str) -> str:
    if name == "non_field_errors":
        return path
    return f"{path}.{name}" if path else name


def _fix(one: Any, field: AnyField | None) -> str:
    if getattr(one, "code", "") == "unknown" and isinstance(field, Serializer):
        return f"Leave it out, or use one of: {', '.join(field.fields)}."
    return str(getattr(field, "help_text", None) or "Send one JSON object.")
