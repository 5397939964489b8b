"""How every call of an agent is answered: JSON, never stored, errors as 3.06 has them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from dsar.agents.reading import Unusable
from dsar.agents.signed import NoMessage, Untrusted
from dsar.security_events import happened

LONGEST_BODY = 64 * 1024
RETRY_AFTER_SECONDS = 3600


class Refused(Exception):
    """Answered with this status and message."""

    def __init__(self, status: int, message: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.status, self.fatal = status, fatal


class NothingSaid(Exception):
    """403 without a body (2.05): whoever fails to set up a key learns nothing."""


def call(*methods: str) -> Callable[..., Callable[..., HttpResponse]]:
    """A call of an agent: no cookie counts and no token of our forms, and the body is read raw."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = _answer(view, methods, request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        return answered

    return decorate


def body_of(request: HttpRequest) -> bytes:
    """The bytes as they came, whatever they say they are. What is too long, breaks off, or was sent
    as the files of a form, is no signed body."""
    try:
        body = request.body
    except (RequestDataTooBig, RawPostDataException, UnreadablePostError):
        return b""
    return body if len(body) <= LONGEST_BODY else b""


def error(status: int, message: str, *, fatal: bool = False) -> JsonResponse:
    """The code is the status, as a string."""
    content: dict[str, Any] = {"code": str(status), "message": message}
    if fatal:
        content["fatal"] = True
    return JsonResponse(content, status=status)


def _answer(
    view: Callable[..., HttpResponse],
    methods: tuple[str, ...],
    request: HttpRequest,
    *args: Any,
    **kwargs: Any,
) -> HttpResponse:
    if request.method not in methods:
        response: HttpResponse = error(405, f"Use {' or '.join(methods)}.")
        response["Allow"] = ", ".join(methods)
        return response
    try:
        return view(request, *args, **kwargs)
    except NothingSaid:
        return HttpResponse(status=403, content_type="application/json")
    except Untrusted as refusal:
        happened("agent.refused", why=str(refusal))
        return error(403, str(refusal), fatal=refusal.fatal)
    except (NoMessage, Unusable) as refusal:
        return error(400, str(refusal))
    except Refused as refusal:
        response = error(refusal.status, str(refusal), fatal=refusal.fatal)
        if refusal.status == 429:
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
