"""In which language a requester reads: as they chose, else as their browser asks, else English.

The desk, the API and what is made for officers stay English whatever a browser asks for.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
    UnreadablePostError,
)
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDict

from dsar import limits
from dsar.limits import HOUR
from dsar.visits import stay

ENGLISH = "en"
NAMES: dict[str, str] = dict(settings.LANGUAGES)
# Ours alone, and the owners' of systems, in English.
_ENGLISH_ONLY = ("/desk/", "/api/", "/mailbox/", "/search/")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHOSEN = "language"
# Goes with the switch where a form does: it may be one in which everything was unticked.
_TYPED = "typed"
# Each may begin a session, and that is a row.
CHOICES = ("language", 60, HOUR)
# What stood on a page whose language was changed before it was sent; None on every other page.
typed: ContextVar[Any] = ContextVar("typed", default=None)


def known(code: str | None) -> str:
    """One of those that we write; English for any other."""
    short = (code or "")[:2]
    return short if short in NAMES else ENGLISH


def in_force() -> str:
    """What the page speaks that is being answered."""
    return known(translation.get_language())


def spoken(code: str) -> AbstractContextManager[None]:
    """Whatever is written inside is in that language; after it, in the one from before."""
    return translation.override(known(code))


def is_for_requesters(request: HttpRequest) -> bool:
    return not request.path_info.startswith(_ENGLISH_ONLY)


def in_their_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A choice is kept in the session and shows the same page again, with what was typed there."""

    def answer(request: HttpRequest) -> HttpResponse:
        typed.set(None)
        if not is_for_requesters(request):
            with translation.override(ENGLISH):
                return get_response(request)
        if choice := _choice(request):
            if limits.allows(CHOICES, request):
                request.session[_CHOSEN] = choice
                stay(request)
            if _TYPED not in request.POST:
                return HttpResponseRedirect(_here(request))
            _show_again(request)
        with translation.override(_language_of(request)):
            response = get_response(request)
            response.headers["Content-Language"] = translation.get_language() or ENGLISH
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return answer


def offered(request: HttpRequest) -> Mapping[str, Any]:
    """For templates: the languages a requester's page can be had in; none elsewhere."""
    return {"languages": settings.LANGUAGES if is_for_requesters(request) else ()}


def _choice(request: HttpRequest) -> str:
    """The language whose button was pressed on a page of ours; empty for anything else, which then
    has to get past the protection against forged forms."""
    if request.method != "POST" or request.content_type not in _FORMS or not _from_here(request):
        return ""
    try:
        said = request.POST.get(_CHOSEN, "")
    except UnreadablePostError:
        return ""
    return said if said in NAMES else ""


def _from_here(request: HttpRequest) -> bool:
    """Not sent by the page of another site, which would give its visitor a session they did not
    have and take away the one they had. A browser that says nothing of it is believed."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")


def _show_again(request: HttpRequest) -> None:
    """The form is not sent, only shown; its view sees somebody who opens the page."""
    typed.set(request.POST)
    request.method = request.META["REQUEST_METHOD"] = "GET"
    # No view may take what was typed for what was sent.
    request._post, request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]


def _here(request: HttpRequest) -> str:
    """This address, and never one of another host: a path may begin with two slashes."""
    return "/" + request.get_full_path().lstrip("/")


def _language_of(request: HttpRequest) -> str:
    """Without the database too: the page that says so is for everybody."""
    try:
        chosen = request.session.get(_CHOSEN)
    except DatabaseError:
        chosen = None
    return chosen if chosen in NAMES else translation.get_language_from_request(request)
