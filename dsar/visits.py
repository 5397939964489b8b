"""The session of a browser in which nobody has signed in."""

from datetime import timedelta

from django.http import HttpRequest

KEPT = timedelta(days=7)


def stay(request: HttpRequest) -> None:
    """It lives for seven days from now: as long as a draft does, or what was chosen for these
    pages. An officer's session ends when it would have."""
    if "_auth_user_id" not in request.session:
        request.session.set_expiry(int(KEPT.total_seconds()))
