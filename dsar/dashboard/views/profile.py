"""What a person sets for themselves, and the list of all there is to do."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.preferences import choose, preferences_of

from ..access import Desk, desk_page, page
from ..forms.profile import ProfileForm
from ..keys import COMMANDS, OF_ACTIONS
from ..offers import offers


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    form = ProfileForm(request.POST or None, preferences=preferences_of(desk.user))
    if form.is_valid():
        choose(user=desk.user, preferences=form.preferences())
        messages.success(request, "Saved. It holds in every browser you sign in with.")
        return redirect("desk:profile")
    status = 400 if form.is_bound else 200
    return page(request, desk, "profile.html", {"form": form}, status=status)


@desk_page
@require_safe
def commands(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Every place and every key; on the way from a case, also what can be done to that case."""
    reference = request.GET.get("case", "")
    case = desk.case(reference) if reference else None
    possible = offers(case, desk.permissions(case.company_id)) if case else []
    keys = desk.keys
    context = {
        "case": case,
        "possible": [(one, keys.get(OF_ACTIONS.get(one.name, ""), "")) for one in possible],
        "keys": [(one.what, keys[one.code]) for one in COMMANDS if one.code in keys],
    }
    return page(request, desk, "commands.html", context)
