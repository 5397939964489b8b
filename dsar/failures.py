"""How many answers were failures of ours, whoever made the answer: a view, a middleware, the API.

What is counted is a number alone; the log has the error and its lines of code.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from dsar import counters

GROUP: Final = "answers"
# A fault of ours, the database or a service away, no room for files.
STATUSES: Final = (500, 503, 507)
# Asked every few seconds by supervisors and by monitoring: a no from there is no visitor's loss.
ASKED_OF_OURSELVES: Final = ("/readyz", "/metrics")


def counted(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What went well costs one comparison, and asks Redis nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in STATUSES and request.path_info not in ASKED_OF_OURSELVES:
            counters.count(f"{GROUP}:{response.status_code}")
        return response

    return middleware


def counts() -> dict[str, float]:
    return counters.counts(GROUP, map(str, STATUSES))
