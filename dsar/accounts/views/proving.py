"""The page on which somebody signed in proves again that it is them."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dsar import limits
from dsar.accounts.forms import ProveForm
from dsar.accounts.models import User
from dsar.accounts.sessions import BEGAN
from dsar.accounts.step_up import proving_page
from dsar.accounts.trail import note

TRIES: limits.Limit = ("prove", 5, 600)


class SendOn(HttpResponseRedirect):
    """The browser sends the same form again, to the other address."""

    status_code = 307


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # login_required
    onward = inside(request.POST.get("prove_next") or request.GET.get("next") or "")
    if request.method != "POST":
        return proving_page(request, onward=onward)
    # By session: whoever guesses here holds one, and the person's other sessions stay. Not by its
    # key, which becomes another one when other sessions are ended.
    if not limits.allows_of(TRIES, f"{user.pk}:{request.session.get(BEGAN)}"):
        logout(request)
        messages.error(request, "That was wrong too often. Sign in again.")
        return redirect("account_login")
    form = ProveForm(request.POST, user=user)
    if not form.is_valid():
        note("proof.refused", user=user, now=timezone.now())
        return proving_page(request, onward=onward, form=form, status=400)
    if form.factor:
        post_authentication(request, form.factor, reauthenticated=True)
    else:
        record_authentication(request, user, method="password", reauthenticated=True)
    note("person.proved", user=user, now=timezone.now(), facts={"by": form.how})
    return SendOn(onward) if request.POST.get("prove_form") == "send" else redirect(onward)


def inside(address: str) -> str:
    """The address if it is one of ours, written without a host; else the desk."""
    safe = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if safe else "/desk/"
