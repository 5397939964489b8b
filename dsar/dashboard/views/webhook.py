"""The company's own systems that are told of events: where, their secrets, what arrived."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.companies import webhooks
from dsar.companies.models import Company, WebhookEndpoint
from dsar.companies.webhook_deliveries import deliveries, event_of, replay
from dsar.companies.webhooks import PING, WebhookRefused
from dsar.outbox.models import Message, State

from ..access import Desk, desk_page, page
from ..forms.keys import LIVE, TEST
from ..forms.webhook import EVENTS, Webhook
from ..happened import when

# The code beside it is what the log and the health page say.
WHY = {
    "not-https": "The address does not begin with https://.",
    "odd-address": "The address is written in a way that programs read differently.",
    "port": "Only port 443, or one from 1024 on, is called.",
    "private-address": "It lies inside a network. Whoever runs the desk can allow it.",
    "no-such-host": "There is no host of that name.",
    "bad-certificate": "Its certificate is not valid for that host.",
    "no-connection": "Nothing answers there.",
    "timeout": "It did not answer in time.",
    "switched-off": "The webhook was off when it was to be sent.",
    "http-410": "Your system says that this address is gone for good.",
}
TRIED = "A test is on its way; what came of it shows below."
AGAIN = "It is on its way again, under the same id."
NAMES = {PING: "A test", **EVENTS}


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = _company(desk, slug)
    form = Webhook(request.POST if request.method == "POST" else None, initial={"is_on": True})
    if form.is_valid() and (made := _set(form, desk, company)):
        return _shown_once(request, desk, made)
    context = {
        "company": company,
        "form": form,
        "webhooks": webhooks.webhooks_of(company),
        "warnings": webhooks.warnings(company),
        "events": EVENTS,
    }
    return page(request, desk, "webhooks.html", context, status=400 if form.is_bound else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    """A POST tries it, makes a new secret, sends an event again, removes it, or else changes it."""
    company = _company(desk, slug)
    endpoint = WebhookEndpoint.objects.filter(company=company, pk=pk).first()
    if endpoint is None:
        raise Http404
    if request.method != "POST":
        return _show(request, desk, endpoint, Webhook(initial=_initial(endpoint)))
    if "turn" in request.POST:
        return _turn(request, desk, endpoint)
    if "remove" in request.POST:
        return _remove(request, desk, endpoint)
    if "ping" in request.POST or "again" in request.POST:
        return _send(request, desk, endpoint)
    form = Webhook(request.POST)
    if form.is_valid() and _set(form, desk, company, pk=pk):
        messages.success(request, "Saved.")
        return redirect("desk:webhook", slug=slug, pk=pk)
    return _show(request, desk, endpoint, form, status=400)


def _company(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    return company


def _set(
    form: Webhook, desk: Desk, company: Company, *, pk: int | None = None
) -> WebhookEndpoint | None:
    """None where the form says by now why it was not set."""
    url, now = form.cleaned_data["url"], timezone.now()
    try:
        if pk is None and WebhookEndpoint.objects.filter(company=company, url=url).exists():
            raise WebhookRefused(webhooks.THERE_ALREADY)
        return webhooks.set_webhook(
            company_id=company.pk, pk=pk, actor=desk.actor, now=now, **form.arguments()
        )
    except WebhookRefused as refused:
        form.add_error("url", str(refused))
    return None


def _turn(request: HttpRequest, desk: Desk, endpoint: WebhookEndpoint) -> HttpResponseBase:
    now = timezone.now()
    if not recently_proved(request, now):
        return ask_again(request)
    try:
        turned = webhooks.turn_secret(
            company_id=endpoint.company_id, pk=endpoint.pk, actor=desk.actor, now=now
        )
    except WebhookRefused as refused:
        messages.info(request, str(refused))
        return redirect("desk:webhook", slug=endpoint.company.slug, pk=endpoint.pk)
    return _shown_once(request, desk, turned)


def _remove(request: HttpRequest, desk: Desk, endpoint: WebhookEndpoint) -> HttpResponseBase:
    now = timezone.now()
    if not recently_proved(request, now):
        return ask_again(request)
    webhooks.remove_webhook(
        company_id=endpoint.company_id, pk=endpoint.pk, actor=desk.actor, now=now
    )
    messages.success(request, "The webhook is removed: nothing goes there any more.")
    return redirect("desk:webhooks", slug=endpoint.company.slug)


def _send(request: HttpRequest, desk: Desk, endpoint: WebhookEndpoint) -> HttpResponseBase:
    now = timezone.now()
    try:
        if "ping" in request.POST:
            webhooks.ping(company_id=endpoint.company_id, pk=endpoint.pk, actor=desk.actor, now=now)
        else:
            replay(
                endpoint=endpoint,
                message_id=_id(request.POST["again"]),
                actor=desk.actor,
                now=now,
            )
    except WebhookRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, TRIED if "ping" in request.POST else AGAIN)
    return redirect("desk:webhook", slug=endpoint.company.slug, pk=endpoint.pk)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _initial(endpoint: WebhookEndpoint) -> dict[str, object]:
    return {
        "url": endpoint.url,
        "types": "\n".join(endpoint.types),
        "kind": TEST if endpoint.is_test else LIVE,
        "is_on": endpoint.is_on,
    }


def _show(
    request: HttpRequest,
    desk: Desk,
    endpoint: WebhookEndpoint,
    form: Webhook,
    *,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "company": endpoint.company,
        "form": form,
        "endpoint": endpoint,
        "gone": when(endpoint.gone_at, endpoint.company) if endpoint.gone_at else "",
        "deliveries": [_row(one, endpoint.company) for one in deliveries(endpoint)],
        "events": EVENTS,
    }
    return page(request, desk, "webhook.html", context, status=status)


@sensitive_variables("context")
def _shown_once(request: HttpRequest, desk: Desk, endpoint: WebhookEndpoint) -> HttpResponseBase:
    """Answered here and not after a redirect, which would have to keep the secret somewhere."""
    context = {
        "company": endpoint.company,
        "endpoint": endpoint,
        "secret": webhooks.secret_of(endpoint),
    }
    return page(request, desk, "webhook_made.html", context)


def _row(message: Message, company: Company) -> dict[str, Any]:
    event, waits = event_of(message), message.state == State.QUEUED
    return {
        "id": message.pk,
        "made": when(message.created_at, company),
        "event": NAMES.get(event, event),
        "state": message.get_state_display(),
        "tries": message.attempts,
        "next": when(message.next_try_at, company) if waits and message.attempts else "",
        "error": message.last_error,
        "why": WHY.get(message.last_error, ""),
        "again": not waits and message.payload is not None,
    }
