"""How a file leaves: saved, never shown, and harmless in a browser that shows it all the same."""

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from .names import cleaned


def as_attachment(response: HttpResponseBase, name: str) -> None:
    """Whatever it holds, it runs nothing in our name, nobody embeds it, and nobody keeps it."""
    disposition = content_disposition_header(True, cleaned(name))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
