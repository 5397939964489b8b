"""Nothing is in force when a request comes in; its door says whose it is."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

from . import keep_for, nobody


def companies_in_force(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        with nobody():
            response = get_response(request)
            if isinstance(response, StreamingHttpResponse):
                pieces = response.streaming_content
                response.streaming_content = keep_for(pieces)  # type: ignore[arg-type]  # never async
            return response

    return middleware
