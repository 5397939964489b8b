"""Which open cases would move, and recalculating those that somebody chose, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.cases.models import Case
from dsar.cases.operations import recalculating
from dsar.cases.queries import cases_seen_by
from dsar.cases.recalculating import Moves, under_holidays, under_policy
from dsar.companies.models import Company

from ..access import Desk, desk_page, page
from ..filters import RIGHTS
from ..forms.moves import ChooseCases

SHOWN = 200
"""Rows on a page, and cases recalculated at once: each has its letter and its own transaction."""

# Whoever shares out the work decides for many at once; one case is any officer's.
MANY = Permission.ASSIGN


@dataclass(frozen=True)
class Cause:
    """Why dates would move: what is looked up, and what is done to each case chosen."""

    heading: str
    lede: str
    look: Callable[[Company], Moves]
    run: Callable[..., object]
    here: str
    back: Callable[[Company], str]


def _under_current(company: Company) -> Moves:
    return under_policy(company, company.policy.rules)


POLICY = Cause(
    "Open cases and the policy of today",
    "Each open case keeps the version that it was received under, until somebody recalculates it.",
    _under_current,
    recalculating.recalculate,
    "desk:policy_moves",
    lambda company: reverse("desk:policies"),  # noqa: ARG005
)
HOLIDAYS = Cause(
    "Open cases and the holidays of today",
    "Each open case keeps the dates that were counted when it last changed, until somebody "
    "recalculates it with the holidays as they are now.",
    under_holidays,
    recalculating.recalculate_holidays,
    "desk:holiday_moves",
    lambda company: reverse("desk:holidays_of", args=[company.slug]),
)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_policy(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    return _answer(request, desk, desk.company(slug), POLICY)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_holidays(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    return _answer(request, desk, desk.company(slug), HOLIDAYS)


def listed(moves: Moves, allowed: frozenset[Permission]) -> dict[str, Any]:
    """What a page shows of them: references for whoever may see cases, else counts and dates."""
    sees = Permission.VIEW_CASES in allowed
    return {
        "moves": moves,
        "sees_cases": sees,
        "shown": moves.moves[:SHOWN] if sees else [],
        "by_dates": moves.by_dates()[:SHOWN],
        "more": max(0, len(moves.moves) - SHOWN),
        "rights": RIGHTS,
    }


def _answer(request: HttpRequest, desk: Desk, company: Company, cause: Cause) -> HttpResponseBase:
    allowed = desk.permissions(company.pk)
    if not allowed & {Permission.MANAGE_COMPANY, Permission.VIEW_CASES}:
        raise PermissionDenied
    if request.method == "POST":
        desk.require(MANY, company.pk)
        return _recalculate(request, desk, company, cause)
    return _show(request, desk, company, cause, ChooseCases())


def _recalculate(
    request: HttpRequest, desk: Desk, company: Company, cause: Cause
) -> HttpResponseBase:
    form = ChooseCases(request.POST)
    chosen = _chosen(request, desk, company)
    sent = len(request.POST.getlist("case"))
    if not form.is_valid() or not chosen or sent > SHOWN:
        if sent > SHOWN:
            form.add_error(None, f"Choose at most {SHOWN} cases; {sent} were chosen.")
        elif not chosen:
            form.add_error(None, "Choose at least one case.")
        return _show(request, desk, company, cause, form, status=400)
    attempts = recalculating.each(
        [case.pk for case in chosen],
        cause.run,
        reason=form.cleaned_data["reason"],
        actor=desk.actor,
        now=timezone.now(),
    )
    failed = {attempt.case_id: attempt.failed for attempt in attempts if attempt.failed}
    fresh = cases_seen_by(desk.user).filter(pk__in=[case.pk for case in chosen])
    context = {
        "company": company,
        "cause": cause,
        "here": reverse(cause.here, args=[company.slug]),
        "done": [(c, before) for c, before in _with_dates(fresh, chosen) if c.pk not in failed],
        "failed": [(case, failed[case.pk]) for case in chosen if case.pk in failed],
    }
    return page(request, desk, "moves_done.html", context)


def _chosen(request: HttpRequest, desk: Desk, company: Company) -> list[Case]:
    """Of the references sent, those of this company that this person sees."""
    sent = request.POST.getlist("case")
    found = cases_seen_by(desk.user).filter(company=company, reference__in=sent)
    return list(found.order_by("reference"))


def _with_dates(fresh: Any, before: list[Case]) -> list[tuple[Case, Any]]:
    was = {case.pk: case.clock.due_on for case in before}
    return [(case, was[case.pk]) for case in fresh.order_by("reference")]


def _show(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    cause: Cause,
    form: ChooseCases,
    *,
    status: int = 200,
) -> HttpResponseBase:
    allowed = desk.permissions(company.pk)
    published = company.policies.published().exists()
    moves = cause.look(company) if published else Moves(0)
    context: dict[str, Any] = {
        "company": company,
        "cause": cause,
        "back": cause.back(company),
        "form": form,
        "may_recalculate": MANY in allowed,
        "chosen": request.POST.getlist("case"),
        **listed(moves, allowed),
    }
    return page(request, desk, "moves.html", context, status=status)
