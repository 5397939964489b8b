"""Who may know more than that the desk lives."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare


def may_know(request: HttpRequest) -> bool:
    """It brings the token of the settings; without one there, nobody does."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    if not wanted or scheme.lower() != "bearer":
        return False
    return constant_time_compare(token.strip(), wanted)
