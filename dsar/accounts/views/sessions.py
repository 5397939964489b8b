"""Ending sessions of one's own, one or all others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dsar.accounts import sessions
from dsar.accounts.models import User
from dsar.accounts.trail import note


@never_cache
@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """`session` is the number of one, or `others`. No second proof: this only takes away."""
    user, wanted = request.user, request.POST.get("session", "")
    assert isinstance(user, User)  # noqa: S101  # login_required
    if wanted == "others":
        sessions.end_others(request, user)
        messages.success(request, "You are signed out everywhere else.")
    elif wanted.isdecimal() and len(wanted) < 19 and sessions.end_one(user, int(wanted)):
        messages.success(request, "That session is over.")
    else:
        raise Http404
    note("session.ended", user=user, now=timezone.now(), facts={"why": "ended elsewhere"})
    return redirect("mfa_index")
