"""A name for each call and page: the caller's own or a new one, in every line of the log that it
writes, and in those of whoever sends later what it owed. A call of the API is told it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        is_call = request.path_info.startswith("/api/")
        given = request.headers.get(HEADER, "") if is_call else ""
        name = given if _SHAPE.fullmatch(given) else uuid4().hex
        with about(name):
            response = get_response(request)
        if is_call:
            response[HEADER] = name
        return response

    return middleware


@contextmanager
def about(name: str) -> Iterator[None]:
    """Lines of the log that are written inside say that this call or page is behind them."""
    token = current.set(name)
    try:
        yield
    finally:
        current.reset(token)
