"""What stands before every page of somebody signed in."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from dsar.accounts import sessions
from dsar.accounts.factors import has_second_factor
from dsar.accounts.models import User
from dsar.accounts.trail import note

DESK = "/desk/"
# Where somebody without a second factor may go: to get one, or away.
OPEN = ("/desk/account/", "/desk/prove/", "/desk/password/", "/desk/sign-out/", "/desk/sign-in/")


def signed_in_people(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Ends sessions in time, and leads whoever needs a second factor to the page for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK) or not isinstance(request.user, User):
            return get_response(request)
        if sessions.is_over(request, timezone.now()):
            note("session.ended", user=request.user, now=timezone.now(), facts={"why": "time"})
            logout(request)
            messages.info(request, "You were signed out, because it was long ago. Sign in again.")
            return get_response(request)
        if lacks_second_factor(request) and not request.path.startswith(OPEN):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this person must set one up first.

    Whoever came through the company's own sign-in was asked for theirs there.
    """
    user = request.user
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User):
        return False
    came = [record["method"] for record in get_authentication_records(request, user)]
    return "socialaccount" not in came and not has_second_factor(user)
