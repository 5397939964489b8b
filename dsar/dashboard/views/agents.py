"""Who may file requests at one company as an authorised agent: their tokens, and barring them."""

import json

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.agents.barring import bar
from dsar.agents.enrolling import business_of
from dsar.agents.entering import revoke_tokens
from dsar.agents.models import Agent
from dsar.agents.own_entry import entry_of
from dsar.cases.transitions import Status
from dsar.companies.models import Company

from ..access import Desk, desk_page, page
from ..happened import when


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    if request.method == "POST":
        return _act(request, desk, company)
    business = business_of(company)
    context = {
        "company": company,
        "business": business,
        "entry": json.dumps(entry_of(business), indent=2) if business else "",
        "agents": [_line(agent, company) for agent in _agents(company)],
    }
    return page(request, desk, "agents.html", context)


def _act(request: HttpRequest, desk: Desk, company: Company) -> HttpResponseBase:
    wanted = request.POST.get("agent") or request.POST.get("bar", "")
    agent = Agent.objects.filter(company=company, agent_id=wanted).first()
    if agent is None:
        raise Http404
    now = timezone.now()
    if request.POST.get("bar"):
        bar(agent=agent, actor=desk.actor, now=now)
        messages.success(request, f"{agent.name} is barred.")
    elif revoke_tokens(agent=agent, actor=desk.actor, now=now):
        messages.success(request, f"{agent.name} has no token any more.")
    else:
        messages.info(request, f"{agent.name} had no token.")
    return redirect("desk:agents", slug=company.slug)


def _agents(company: Company) -> list[Agent]:
    usable = (
        Q(tokens__revoked_at=None)
        & Q(tokens__made_at__isnull=False)
        & (Q(tokens__retires_at=None) | Q(tokens__retires_at__gt=timezone.now()))
    )
    return list(
        Agent.objects.filter(company=company)
        .annotate(
            token_at=Max("tokens__made_at", filter=usable),
            open_requests=Count(
                "requests", filter=~Q(requests__case__status=Status.CLOSED), distinct=True
            ),
        )
        .order_by("name", "agent_id")
    )


def _line(agent: Agent, company: Company) -> dict[str, object]:
    token_at = getattr(agent, "token_at", None)
    return {
        "agent": agent,
        "enrolled": when(agent.enrolled_at, company),
        "token": when(token_at, company) if token_at else "",
        "barred": when(agent.barred_at, company) if agent.barred_at else "",
        "open": getattr(agent, "open_requests", 0),
    }
