"""Who is away at each company, who stands in, and whether one gets a mail each morning."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar.accounts.models import User
from dsar.accounts.roles import Permission, allows
from dsar.cases.dates import civil_date
from dsar.companies.absences import (
    Refused,
    can_act_for_dpo,
    name_deputies,
    say_away,
    take_back_absence,
    want_morning_mail,
)
from dsar.companies.models import Absence, Company, Membership
from dsar.companies.queries import rules_in_force
from dsar.companies.rules import Rules

from ..access import Desk, desk_page, page
from ..forms.away import NameDeputies, SayAway


@dataclass(frozen=True)
class Place:
    """One company as this person sees it."""

    membership: Membership
    absences: list[tuple[Absence, bool]]
    """Each with whether this person may take it back."""
    deputies: list[User]
    works: bool
    has_mail: bool
    """The company's policy has a morning mail at all."""
    may_name: bool

    @property
    def company(self) -> Company:
        return self.membership.company


@desk_page
@require_safe
def away(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    if not desk.memberships:
        raise PermissionDenied
    rules = rules_in_force({membership.company_id for membership in desk.memberships})
    places = [
        _place(desk, membership, rules.get(membership.company_id))
        for membership in desk.memberships
    ]
    return page(request, desk, "away.html", {"places": places})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def away_new(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    staff = _staff(company)
    anybody = Permission.PLAN_ABSENCES in desk.permissions(company.pk)
    people = [one.user for one in staff] if anybody else [desk.user]
    lists = {"people": people, "deputies": [one.user for one in staff if _works(one)]}
    form = SayAway(request.POST or None, initial={"user": desk.user}, **lists)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            say_away(
                company_id=company.pk,
                user_id=given["user"].pk,
                deputy_id=given["deputy"].pk,
                first_on=given["first_on"],
                last_on=given["last_on"],
                actor=desk.actor,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Written down. Notices go to the deputy on these days.")
            return redirect("desk:away")
    return _form(request, desk, company, "away_new.html", form)


@desk_page
@require_POST
def away_back(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    company = desk.company(slug)
    absence = Absence.objects.filter(company=company, pk=pk).first()
    if absence is None:
        messages.info(request, "It had been taken back already.")
        return redirect("desk:away")
    if not _may_take_back(desk, absence):
        raise PermissionDenied
    take_back_absence(absence_id=absence.pk, actor=desk.actor, now=timezone.now())
    messages.success(request, "Taken back.")
    return redirect("desk:away")


@desk_page
@require_POST
def away_mail(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company, wanted = desk.company(slug), request.POST.get("wanted")
    if wanted not in ("yes", "no"):
        raise Http404
    want_morning_mail(company_id=company.pk, user_id=desk.user.pk, wanted=wanted == "yes")
    messages.success(
        request,
        "You get a mail each working morning." if wanted == "yes" else "No more morning mail.",
    )
    return redirect("desk:away")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def away_deputies(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    desk.require(Permission.NAME_DEPUTIES, company.pk)
    staff = [one for one in _staff(company) if can_act_for_dpo(one)]
    now_named = [one.user for one in staff if one.is_deputy]
    sent = request.POST if request.method == "POST" else None
    form = NameDeputies(sent, initial={"people": now_named}, able=[one.user for one in staff])
    if form.is_valid():
        chosen = [person.pk for person in form.cleaned_data["people"]]
        try:
            name_deputies(
                company_id=company.pk, user_ids=chosen, actor=desk.actor, now=timezone.now()
            )
        except Refused as refused:
            form.add_error("people", str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("desk:away")
    return _form(request, desk, company, "away_deputies.html", form)


def _form(
    request: HttpRequest, desk: Desk, company: Company, template: str, form: Any
) -> HttpResponseBase:
    status = 400 if form.is_bound else 200
    return page(request, desk, template, {"company": company, "form": form}, status=status)


def _place(desk: Desk, membership: Membership, rules: Rules | None) -> Place:
    company = membership.company
    today = civil_date(company, timezone.now()) if company.timezone else timezone.now().date()
    absences = company.absences.filter(last_on__gte=today).select_related("user", "deputy")
    return Place(
        membership=membership,
        absences=[(absence, _may_take_back(desk, absence)) for absence in absences],
        deputies=[one.user for one in _staff(company) if one.is_deputy],
        works=_works(membership),
        has_mail=rules is not None and rules.morning_summary.value,
        may_name=Permission.NAME_DEPUTIES in desk.permissions(company.pk),
    )


def _may_take_back(desk: Desk, absence: Absence) -> bool:
    planner = Permission.PLAN_ABSENCES in desk.permissions(absence.company_id)
    return planner or absence.user_id == desk.user.pk


def _staff(company: Company) -> list[Membership]:
    here = Membership.objects.filter(company=company, user__is_active=True)
    return list(here.select_related("user").order_by("user__name", "pk"))


def _works(one: Membership) -> bool:
    return allows(one.role, Permission.WORK_CASES)
