"""Where a person goes on once they have proved their address: to the site that sent them here.

Whoever keeps an address has to know that it belongs to that site, and nobody else's.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

_KEY = "way-back"


def keep(request: HttpRequest, *, case_id: UUID, url: str, origin: str) -> None:
    """For this one case, in this browser, once."""
    request.session[_KEY] = {"case": str(case_id), "url": url, "origin": origin}


def take(request: HttpRequest, case_id: UUID) -> str | None:
    """The address, if this is the case; it is used up either way."""
    kept = request.session.pop(_KEY, {})
    return kept["url"] if kept.get("case") == str(case_id) else None


def allow(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A browser follows no form to another site that the page did not name."""
    if kept := request.session.get(_KEY):
        response._csp_update = {"form-action": [kept["origin"]]}  # type: ignore[attr-defined]
    return response


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
