"""A name for each call of the API: the caller's own or a new one, in the answer and in every line
of the log that the call writes."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
# Names only: nothing that somebody could mistake for words, and no line breaks into the log.
_SHAPE = re.compile(r"[A-Za-z0-9-]{8,64}")
current: ContextVar[str] = ContextVar("request_id", default="")


def named(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return get_response(request)
        given = request.headers.get(HEADER, "")
        name = given if _SHAPE.fullmatch(given) else uuid4().hex
        token = current.set(name)
        try:
            response = get_response(request)
        finally:
            current.reset(token)
        response[HEADER] = name
        return response

    return middleware
