"""A company's own system that is told by webhook: where it is, and what its events are signed with.

The secret is derived from the endpoint's data key and a number, and stands nowhere. The next number
is the next secret; for a while both sign, so that the receiver can change its own in peace.
"""

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from dsar.audit.operations import record
from dsar.companies.ladder_words import distance, joined
from dsar.companies.models import Company, WebhookEndpoint
from dsar.companies.rules import Rules
from dsar.outbox.channels.webhook import PREFIX, check
from dsar.outbox.models import Channel, Message
from dsar.outbox.operations import enqueue
from dsar.outside.calling import may_stay_inside
from dsar.vault.keys import open_data_key
from dsar.vault.operations import new_key
from dsar.vault.wrapping import derive

GRACE = timedelta(days=7)
PING = "desk.ping"


class WebhookRefused(Exception):
    """Nothing was changed. Its text is a sentence."""


def webhook_of(company: Company) -> WebhookEndpoint | None:
    found = WebhookEndpoint.objects.filter(company=company)
    return found.select_related("data_key__company_key").first()


def endpoints_on(company_ids: Iterable[int]) -> dict[int, WebhookEndpoint]:
    """Those that are told, by company."""
    found = WebhookEndpoint.objects.filter(company__in=company_ids, is_on=True)
    return {one.company_id: one for one in found.select_related("data_key__company_key")}


def warnings(company: Company, rules: Rules | None = None) -> list[str]:
    """Sentences on steps of the ladder, by default of the one in force, that go nowhere."""
    if rules is None:
        newest = company.policies.published().order_by("-version").first()
        rules = newest.rules if newest else None
    steps = rules.ladder.value if rules else ()
    by_webhook = [step for step in steps if "webhook" in step.channels]
    if not by_webhook or endpoints_on([company.pk]):
        return []
    where = joined([distance(step.limit, step.days_before) for step in by_webhook])
    return [
        f"The ladder tells by webhook {where}, and no webhook is set and on: nothing is sent to it."
    ]


def secret_of(endpoint: WebhookEndpoint, version: int | None = None) -> str:
    """What the receiver checks signatures with (standardwebhooks.com)."""
    number = endpoint.version if version is None else version
    key = derive(open_data_key(endpoint.data_key), f"webhook secret {number}")
    return PREFIX + base64.b64encode(key).decode()


def deliveries(company: Company, *, count: int = 5) -> list[Message]:
    """The newest events owed to the company's system, and what became of them."""
    found = Message.objects.filter(company_id=company.pk, channel=Channel.WEBHOOK)
    return list(found.order_by("-created_at")[:count])


@transaction.atomic
def set_webhook(
    *, company_id: int, url: str, is_on: bool, actor: str, now: datetime
) -> WebhookEndpoint:
    """Events go there from now on, or nowhere while it is off. WebhookRefused for no address."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    _refuse(url)
    endpoint = webhook_of(company)
    if endpoint is None:
        key = new_key(company_id=company_id, now=now)
        endpoint = WebhookEndpoint(company=company, data_key=key, version=1)
    endpoint.url, endpoint.is_on = url, is_on
    endpoint.save()
    _record(endpoint, "webhook.set", actor=actor, now=now)
    return endpoint


@transaction.atomic
def turn_secret(*, company_id: int, actor: str, now: datetime) -> WebhookEndpoint:
    """The next secret signs; the one before signs as well for seven days."""
    endpoint = _locked(company_id)
    endpoint.version, endpoint.turned_at = endpoint.version + 1, now
    endpoint.save(update_fields=["version", "turned_at"])
    _record(endpoint, "webhook.secret-turned", actor=actor, now=now)
    return endpoint


@transaction.atomic
def ping(*, company_id: int, actor: str, now: datetime) -> Message:
    """A signed event that says nothing is owed, to try whether it arrives."""
    endpoint = _locked(company_id)
    if not endpoint.is_on:
        raise WebhookRefused("The webhook is off: turn it on before you try it.")
    key = f"webhook:ping:{company_id}:{now.isoformat()}"
    message = owe_event(endpoint, PING, {"company": endpoint.company.slug}, key=key, now=now)
    _record(endpoint, "webhook.tried", actor=actor, now=now)
    return message


def owe_event(
    endpoint: WebhookEndpoint,
    kind: str,
    data: dict[str, Any],
    *,
    key: str,
    now: datetime,
    reason: str = "",
    subject: str = "",
) -> Message:
    """The event is owed to the company's system, signed by what is its secret now."""
    return enqueue(
        company_id=endpoint.company_id,
        data_key=endpoint.data_key,
        channel=Channel.WEBHOOK,
        key=key,
        payload={
            "url": endpoint.url,
            "secrets": _secrets(endpoint, now),
            "event": {"type": kind, "timestamp": now.isoformat(), "data": data},
        },
        now=now,
        reason=reason,
        subject=subject,
    )


def _secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    secrets = [secret_of(endpoint)]
    if endpoint.turned_at is not None and now < endpoint.turned_at + GRACE:
        secrets.append(secret_of(endpoint, endpoint.version - 1))
    return secrets


def _locked(company_id: int) -> WebhookEndpoint:
    found = (
        WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
        .filter(company_id=company_id)
        .select_related("company", "data_key__company_key")
        .first()
    )
    if found is None:
        raise WebhookRefused("This company has no webhook yet: give its address first.")
    return found


def _refuse(url: str) -> None:
    try:
        check({"url": url, "secrets": [PREFIX], "event": {}})
    except ValueError as error:
        raise WebhookRefused(
            "This is no address of a webhook; write it as https://example.com/path."
        ) from error
    if not url.startswith("https://") and not may_stay_inside():
        raise WebhookRefused("The address of a webhook begins with https://.")


def _record(endpoint: WebhookEndpoint, event: str, *, actor: str, now: datetime) -> None:
    """Never the address: a receiver may have put a secret into it."""
    record(
        company_id=endpoint.company_id,
        event=event,
        subject=f"company:{endpoint.company.slug}",
        actor=actor,
        now=now,
        facts={"active": endpoint.is_on, "secret_version": endpoint.version},
    )
