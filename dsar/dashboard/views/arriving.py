"""By a link in a mail: coming in for the first time, and a new password.

The link's address puts its hash into the session and leads on to one without a secret, which then
stands in no history, log or Referer. Opening it changes nothing: people press a button.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dsar import limits, tenancy
from dsar.accounts import devices
from dsar.companies import invitations, passwords
from dsar.companies.models import Invitation
from dsar.companies.people import PeopleRefused
from dsar.evenly import Pace

from ..forms.people import FirstPassword, Forgotten

_INVITED, _FORGOT = "invitation", "password_link"
BY_CALLER: limits.Limit = ("forgotten", 20, limits.HOUR)
BY_ADDRESS: limits.Limit = ("forgotten-mail", 3, limits.HOUR)
# Above what a letter takes, so that the time does not tell who has an account.
LONGEST_SECONDS = 0.25
_PACE = Pace()


@never_cache
@require_safe
def welcome_link(request: HttpRequest, token: str) -> HttpResponse:
    request.session[_INVITED] = invitations.hash_of(token)
    return redirect("welcome")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    try:
        with tenancy.every_company("a link says whose it is only once it is found"):
            invitation = invitations.find(request.session.get(_INVITED, ""), now=now)
    except invitations.NoInvitation:
        return render(request, "account/link_gone.html", {"whose": "invitation"}, status=404)
    tenancy.narrow_to([invitation.company_id])
    person = invitation.user
    if person.has_usable_password() and request.user != person:
        return _welcome(request, invitation, None)
    form = None
    if settings.PASSWORD_SIGN_IN and not person.has_usable_password() and request.user != person:
        form = FirstPassword(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and (form is None or form.is_valid()):
        password = form.cleaned_data["password"] if form else None
        try:
            invitations.take(token_hash=invitation.token_hash, password=password, now=now)
        except ValidationError as weak:
            assert form is not None  # noqa: S101  # only a password can be weak
            form.add_error("password", weak)
        except invitations.NoInvitation:
            return render(request, "account/link_gone.html", {"whose": "invitation"}, status=404)
        except PeopleRefused:
            return render(request, "account/link_gone.html", {"whose": "invitation"}, status=404)
        else:
            del request.session[_INVITED]
            messages.success(request, f"You now work at {invitation.company.name}.")
            return redirect("desk:today" if request.user == person else "account_login")
    return _welcome(request, invitation, form, status=400 if form and form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same page and the same time for every address."""
    _only_with_passwords()
    form = Forgotten(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not limits.allows(BY_CALLER, request):
        return render(request, "429.html", status=429)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "account/forgotten.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    with _PACE.kept(LONGEST_SECONDS) as work:
        if limits.allows_of(BY_ADDRESS, email):
            work.found = passwords.ask(email=email, now=timezone.now())
    return render(request, "account/forgotten_sent.html", {"email": email})


@never_cache
@require_safe
def new_password_link(request: HttpRequest, token: str) -> HttpResponse:
    _only_with_passwords()
    request.session[_FORGOT] = passwords.hash_of(token)
    return redirect("new_password")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    _only_with_passwords()
    token_hash, now = request.session.get(_FORGOT, ""), timezone.now()
    try:
        person = passwords.find(token_hash, now=now)
        form = FirstPassword(request.POST if request.method == "POST" else None, person=person)
        if form.is_valid():
            passwords.choose(token_hash=token_hash, password=form.cleaned_data["password"], now=now)
            request.session.pop(_FORGOT, None)
            messages.success(request, "You have a new password. Sign in with it.")
            response = redirect("account_login")
            # Whoever reads their mail here is no stranger, whatever strangers tried meanwhile.
            devices.remember(response, person)
            return response
    except passwords.NoLink:
        return render(request, "account/link_gone.html", {"whose": "password"}, status=404)
    except ValidationError as weak:
        form.add_error("password", weak)
    status = 400 if form.errors else 200
    return render(request, "account/new_password.html", {"form": form}, status=status)


def _welcome(
    request: HttpRequest, invitation: Invitation, form: FirstPassword | None, *, status: int = 200
) -> HttpResponse:
    known = {"invitation": invitation, "form": form, "mine": request.user == invitation.user}
    return render(request, "account/welcome.html", known, status=status)


def _only_with_passwords() -> None:
    if not settings.PASSWORD_SIGN_IN:
        raise Http404
