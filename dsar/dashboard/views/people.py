"""Who works at a company: invited, given another role, let go. For its administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar.accounts.factors import has_second_factor
from dsar.accounts.roles import Permission, Role
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.companies import invitations, people
from dsar.companies.models import Company, Membership
from dsar.companies.people import PeopleRefused

from ..access import Desk, desk_page, page
from ..forms.people import ChangeRole, Invite

TAKEN = {
    "let_go": (people.let_go, "Their role here is taken away."),
    "shut_out": (people.shut_out, "They cannot sign in any more."),
    "end_sessions": (people.end_sessions, "They are signed out everywhere."),
    "drop_factors": (
        people.drop_factors,
        "Their second factors are removed. They set up a new one when they sign in.",
    ),
}


@desk_page
@require_safe
def companies(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    managed = desk.companies(Permission.MANAGE_PEOPLE)
    if not managed:
        raise PermissionDenied
    if len(managed) == 1:
        return redirect("desk:people_of", slug=managed[0].slug)
    return page(request, desk, "people_companies.html", {"companies": managed})


@desk_page
@require_safe
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company, now = _company(desk, slug), timezone.now()
    members = company.memberships.select_related("user").order_by("user__name", "pk")
    known = {
        "company": company,
        "members": list(members),
        "invitations": [(one, one.is_too_old(now)) for one in invitations.waiting_at(company)],
        "alone": len(members) == 1,
    }
    return page(request, desk, "people.html", known)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company, now = _company(desk, slug), timezone.now()
    form = Invite(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not recently_proved(request, now):
            return ask_again(request)
        given = form.cleaned_data
        role = Role(given["role"])
        try:
            invitations.invite(
                company_id=company.pk,
                email=given["email"],
                name=given["name"],
                role=role,
                actor=desk.user,
                now=now,
            )
        except PeopleRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, "Invited. The link in the mail works for 72 hours.")
            return redirect("desk:people_of", slug=slug)
    known = {"company": company, "form": form}
    return page(request, desk, "people_invite.html", known, status=400 if form.is_bound else 200)


@desk_page
@require_POST
def invitation_again(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    return _with_invitation(request, desk, slug, pk, invitations.resend, "Sent again.")


@desk_page
@require_POST
def invitation_revoke(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    return _with_invitation(request, desk, slug, pk, invitations.revoke, "Taken back.")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    """`do` says what is wanted; without it, another role."""
    company, now = _company(desk, slug), timezone.now()
    member = company.memberships.select_related("user").filter(user_id=pk).first()
    if member is None:
        raise Http404
    if request.method != "POST":
        return _person(request, desk, member, ChangeRole(initial={"role": member.role}))
    if not recently_proved(request, now):
        return ask_again(request)
    form = ChangeRole(request.POST if "do" not in request.POST else None)
    who: dict[str, Any] = {"company_id": company.pk, "user_id": pk, "actor": desk.user, "now": now}
    try:
        if taken := TAKEN.get(request.POST.get("do", "")):
            run, done = taken
            run(**who)
        elif form.is_valid():
            people.change_role(role=Role(form.cleaned_data["role"]), **who)
            done = "They have another role from their next click on."
        else:
            return _person(request, desk, member, form, status=400)
    except PeopleRefused as refused:
        messages.error(request, str(refused))
        return _person(request, desk, member, form, status=409)
    messages.success(request, done)
    return redirect("desk:people_of", slug=slug)


def _with_invitation(
    request: HttpRequest, desk: Desk, slug: str, pk: int, run: Callable[..., None], done: str
) -> HttpResponseBase:
    company, now = _company(desk, slug), timezone.now()
    if not recently_proved(request, now):
        return ask_again(request)
    try:
        run(company_id=company.pk, invitation_id=pk, actor=desk.user, now=now)
    except PeopleRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("desk:people_of", slug=slug)


def _person(
    request: HttpRequest, desk: Desk, member: Membership, form: ChangeRole, *, status: int = 200
) -> HttpResponseBase:
    known = {
        "company": member.company,
        "member": member,
        "form": form,
        "oneself": member.user_id == desk.user.pk,
        "has_factor": has_second_factor(member.user),
    }
    return page(request, desk, "person.html", known, status=status)


def _company(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_PEOPLE, company.pk)
    return company
