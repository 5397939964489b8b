"""Filters of the list of cases that somebody kept under a name, for themselves."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dsar.accounts.preferences import (
    MOST_VIEWS,
    TooManyViews,
    forget_view,
    keep_view,
    preferences_of,
)
from dsar.accounts.roles import Permission

from .. import filters as filtering
from ..access import Desk, desk_page


class ViewName(forms.Form):
    name = forms.CharField(
        max_length=40,
        error_messages={
            "required": "Name the view, then save it.",
            "max_length": "The name of a view has 40 characters at most.",
        },
    )


@desk_page
@require_POST
def keep(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The filters that are shown can be chosen again by that name."""
    query, form = _query(request, desk), ViewName(request.POST)
    if not query:
        messages.error(request, "Filter the list first: a view without filters is all cases.")
    elif not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
    else:
        name = form.cleaned_data["name"]
        try:
            keep_view(user=desk.user, name=name, query=query)
            messages.success(request, f"“{name}” is saved. It stands above the list.")
        except TooManyViews:
            messages.error(request, f"Remove a view first: {MOST_VIEWS} are kept at most.")
    return redirect(_list(query))


@desk_page
@require_POST
def forget(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    name = request.POST.get("name", "")
    forget_view(user=desk.user, name=name)
    messages.success(request, f"“{name[:40]}” is removed.")
    return redirect(_list(_query(request, desk)))


def kept(desk: Desk, shown: str) -> list[dict[str, object]]:
    """Each view as a link; which of them is shown."""
    views = sorted(preferences_of(desk.user).views.items(), key=lambda one: one[0].casefold())
    return [
        {"name": name, "address": _list(query), "current": query == shown} for name, query in views
    ]


def _query(request: HttpRequest, desk: Desk) -> str:
    """What was sent, as far as this person can filter by it."""
    known = filtering.choices(desk.companies(Permission.VIEW_CASES))
    sent = QueryDict(request.POST.get("query", "")[:500])
    return filtering.read(sent, known)[0].query


def _list(query: str) -> str:
    return reverse("desk:queue") + (f"?{query}" if query else "")
