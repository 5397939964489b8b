"""The calls of an agent. Each makes one call of an operation and holds no rule.

Limits count each call whose token, signature and claims hold: a 403 stays one, however many there
were. One that is let in and asks for what cannot be done counts as well.
"""

from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar import tenancy, way_back
from dsar.agents import directory, entering, exercising
from dsar.agents.enrolling import business_of
from dsar.agents.models import Agent, AgentRequest, Business
from dsar.agents.own_entry import entry_of
from dsar.agents.reading import reason_of
from dsar.agents.signed import (
    NoMessage,
    Untrusted,
    check_claims,
    digest_of,
    open_signed,
    parse,
)
from dsar.agents.states import status_of
from dsar.limits import HOUR, Limit, allows_of
from dsar.security_events import happened

from .answers import NothingSaid, Refused, body_of, call, error

# Of one agent at one company.
AGENT_CALLS = ("agent-call", 3600, HOUR)
AGENT_REQUESTS = ("agent-request", 300, HOUR)
_NOT_YOURS = "There is no such request of this agent."


@call("GET", "POST")
def agent(request: HttpRequest, agent_id: str) -> HttpResponse:
    """Set up a pair-wise key (2.05), or try the one there is (2.06)."""
    if request.method == "POST":
        return _set_up(request, agent_id)
    caller = _caller(request)
    if caller.agent_id != agent_id:
        raise Untrusted("The token is that of another agent.")
    _count(AGENT_CALLS, caller)
    return JsonResponse({})


@call("POST")
def requests(request: HttpRequest) -> HttpResponse:
    """File a request (2.01)."""
    caller, now = _caller(request), timezone.now()
    signed = open_signed(body_of(request), caller.verify_key)
    message = parse(signed)
    business = business_of(caller.company)
    check_claims(
        message,
        agent_id=caller.agent_id,
        business_id=business.business_id if business else "",
        now=now,
    )
    _count(AGENT_REQUESTS, caller)
    filed = exercising.exercise(
        agent=caller, message=message, message_digest=digest_of(signed), now=now
    )
    return JsonResponse(status_of(filed, now=now))


@call("GET", "DELETE")
def one_request(request: HttpRequest, request_id: str) -> HttpResponse:
    """How it stands (2.02), or take it back (2.04)."""
    if request.method == "DELETE":
        return _revoke(request, request_id)
    caller = _caller(request)
    filed = _own(caller, request_id)
    _count(AGENT_CALLS, caller)
    return JsonResponse(status_of(filed, now=timezone.now()))


@call("GET")
def business(request: HttpRequest, business_id: str) -> HttpResponse:  # noqa: ARG001
    """A company's entry for the directory of businesses, for everybody."""
    nobody = Refused(404, "There is no such business here.")
    if not directory.is_id(business_id):
        raise nobody
    with tenancy.every_company("the directory of businesses is public"):
        found = Business.objects.select_related("company").filter(business_id=business_id).first()
    if found is None:
        raise nobody
    return JsonResponse(entry_of(found))


@call("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return error(404, "There is nothing at this address.")


@require_safe
def verify(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Where an agent sends a person to prove who they are (3.02.1): our own page, and back to the
    agent's own site once a code came back. Any other site is forgotten, and that of an agent that
    the company barred."""
    with tenancy.every_company("an address says whose it is only once it is found"):
        found = AgentRequest.objects.select_related("agent", "case")
        filed = found.filter(pk=request_id, case__erased_at=None).first()
    asked = request.GET.get("request_id", str(request_id))
    if filed is None or asked != str(request_id):
        raise PermissionDenied
    way_back.forget(request)
    back = request.GET.get("redirect_to", "")
    if not filed.agent.barred_at and (origin := _origin_of(filed.agent, back)):
        way_back.keep(request, case_id=filed.case_id, url=back, origin=origin)
    query = urlencode({"ref": filed.case.reference})
    response = redirect(f"{reverse('portal:find')}?{query}")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _set_up(request: HttpRequest, agent_id: str) -> HttpResponse:
    try:
        if not directory.is_id(agent_id):
            raise Untrusted("No such agent is enrolled.")
        token = entering.set_up(agent_id=agent_id, body=body_of(request), now=timezone.now())
    except (Untrusted, NoMessage) as refusal:
        happened("agent.refused", why=str(refusal))
        raise NothingSaid from None
    return JsonResponse({"agent-id": agent_id, "token": token})


def _revoke(request: HttpRequest, request_id: str) -> HttpResponse:
    """Its message has no expiry and names no request, so that it proves little beside the token:
    bound to the address and the agent, and written down."""
    caller, now = _caller(request), timezone.now()
    message = parse(open_signed(body_of(request), caller.verify_key))
    filed = _own(caller, request_id)
    _count(AGENT_CALLS, caller)
    exercising.revoke(request=filed, reason=reason_of(message), now=now)
    return JsonResponse(status_of(_own(caller, request_id), now=now))


def _caller(request: HttpRequest) -> Agent:
    """Whose token it is. Nothing but the token says who calls."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    caller = (
        entering.find_agent(token.strip(), now=timezone.now())
        if scheme.lower() == "bearer"
        else None
    )
    if caller is None:
        raise Untrusted("This token opens nothing: set up a key.")
    return caller


def _own(caller: Agent, request_id: str) -> AgentRequest:
    filed = exercising.request_of(caller, request_id)
    if filed is None:
        raise Untrusted(_NOT_YOURS)
    return filed


def _count(limit: Limit, caller: Agent) -> None:
    if not allows_of(limit, str(caller.pk)):
        raise Refused(429, "Too many calls in an hour. Try again later.")


def _origin_of(agent: Agent, url: str) -> str:
    """The site of an address, if it is the agent's own; empty for any other, and for none."""
    try:
        parts, own = urlsplit(url), urlsplit(agent.web_url)
        is_own = (parts.scheme, parts.netloc) == ("https", own.netloc)
    except ValueError:
        return ""
    unclear = any(char.isspace() or ord(char) < 32 or char in "\\;," for char in parts.netloc)
    return f"https://{parts.netloc}" if is_own and not unclear and "\\" not in url else ""
