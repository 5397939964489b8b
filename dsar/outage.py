"""An error that nothing else caught. PostgreSQL away, or undone for the sake of another, or no room
for a file, is 503 and a plain sentence; the rest is 500.

Neither may say that something was stored, and the page of an outage may not need the database.
"""

import logging
import sys

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from dsar.vault.room import NoRoom

logger = logging.getLogger(__name__)

RETRY_AFTER = "30"  # seconds
BARE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Try again in a minute</title>'
    "<h1>We cannot do that just now</h1><p>Your answers are safe. Try again in a minute.</p></html>"
)
API_SAYS = {
    500: ("Internal Server Error", "The fault is ours. Nothing was stored."),
    503: (
        "Service Unavailable",
        "The database could not do this just now. Nothing was stored. Send this again.",
    ),
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: called while the error is being handled, by view or middleware alike."""
    error = sys.exc_info()[1]
    status = 503 if error is not None and is_worth_another_try(error) else 500
    response = _answer(request, status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = RETRY_AFTER
    return response


def is_worth_another_try(error: BaseException) -> bool:
    """Whether the database is gone, or undid this for the sake of another (a deadlock), or a disk
    is full or fails: the same call may pass later. A statement that the database refused is
    refused again."""
    if isinstance(error, NoRoom):
        return True
    # A line that broke under a statement is no more than a DatabaseError to psycopg2. Django
    # raises one itself where a row to be saved is gone: that has no cause, and is not an outage.
    broke = type(error) is DatabaseError and error.__cause__ is not None
    if not broke and not isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    # No code: the connection itself broke. 08: connection, 40: rolled back because of others,
    # 53: out of room, 58: what lies under PostgreSQL failed, 57P: shutting down, XX000: it has no
    # code for what went wrong, as where a file may not grow.
    return code is None or code.startswith(("08", "40", "53", "58", "57P", "XX000"))


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    """In the form that whoever calls there can read."""
    if request.path.startswith("/api/"):
        return _problem(status)
    if request.path.startswith("/drp/v1/") and not request.path.startswith("/drp/v1/verify/"):
        return JsonResponse({"code": str(status), "message": API_SAYS[status][1]}, status=status)
    return _page(request, status)


def _problem(status: int) -> HttpResponse:
    title, detail = API_SAYS[status]
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _page(request: HttpRequest, status: int) -> HttpResponse:
    try:
        return HttpResponse(render_to_string(f"{status}.html", request=request), status=status)
    except DatabaseError:
        return HttpResponse(BARE, status=status)
