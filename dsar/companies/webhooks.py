"""A company's own systems that are told by webhook: where they are, which events each wants, and
what those are signed with.

The secret is derived from the endpoint's data key and a number, and stands nowhere. The next number
is the next secret; for a while both sign, so that the receiver can change its own in peace.
"""

import base64
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from deadlines import words
from dsar.audit.operations import record
from dsar.audit.queries import end_of
from dsar.companies.ladder_words import distance, joined
from dsar.companies.models import Company, WebhookEndpoint
from dsar.companies.rules import Rules
from dsar.outbox.channels.webhook import PREFIX, REMINDER, Receiver, check_address
from dsar.outbox.forgetting import forget_bodies
from dsar.outbox.models import Channel, Message
from dsar.outbox.operations import Owed, enqueue_all
from dsar.outside.calling import may_stay_inside
from dsar.vault.keys import open_data_key
from dsar.vault.operations import new_key, shred
from dsar.vault.wrapping import derive

GRACE = timedelta(days=7)
PING = "desk.ping"

THERE_ALREADY = "There is a webhook at this address already: change that one, or give another."


class WebhookRefused(Exception):
    """Nothing was changed. Its text is a sentence."""


def webhooks_of(company: Company) -> list[WebhookEndpoint]:
    return list(WebhookEndpoint.objects.filter(company=company).order_by("pk"))


def told_of_reminders(company_ids: Iterable[int]) -> dict[int, list[WebhookEndpoint]]:
    """The systems that are told of them, by company."""
    found = WebhookEndpoint.objects.filter(company__in=company_ids, is_on=True)
    by_company: defaultdict[int, list[WebhookEndpoint]] = defaultdict(list)
    for one in found.select_related("data_key__company_key").order_by("pk"):
        if one.wants(REMINDER):
            by_company[one.company_id].append(one)
    return dict(by_company)


def warnings(company: Company, rules: Rules | None = None) -> list[str]:
    """Sentences on steps of the ladder, by default of the one in force, that go nowhere."""
    if rules is None:
        newest = company.policies.published().order_by("-version").first()
        rules = newest.rules if newest else None
    steps = rules.ladder.value if rules else ()
    by_webhook = [step for step in steps if "webhook" in step.channels]
    told = told_of_reminders([company.pk]).get(company.pk, [])
    if not by_webhook or any(not one.is_test for one in told):
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


def secrets_of(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """All that sign now, the newest first."""
    secrets = [secret_of(endpoint)]
    if endpoint.turned_at is not None and now < endpoint.turned_at + GRACE:
        secrets.append(secret_of(endpoint, endpoint.version - 1))
    return secrets


def find(endpoint_id: int, now: datetime) -> Receiver | None:
    """Where an event leaves for, asked when it does; None while that is switched off."""
    found = WebhookEndpoint.objects.filter(pk=endpoint_id, is_on=True)
    endpoint = found.select_related("data_key__company_key").first()
    return Receiver(endpoint.url, secrets_of(endpoint, now)) if endpoint else None


@transaction.atomic
def set_webhook(
    *,
    company_id: int,
    url: str,
    is_on: bool,
    actor: str,
    now: datetime,
    types: Sequence[str] = (),
    is_test: bool = False,
    pk: int | None = None,
) -> WebhookEndpoint:
    """Events of these types, or all, go there from now on, or nowhere while it is off.

    Without `pk` it is the one at that address, or a new one. WebhookRefused for no address, and
    for one where another is already.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    _refuse(url)
    endpoint = _that(company, url, pk)
    if endpoint is None:
        key = new_key(company_id=company_id, now=now)
        endpoint = WebhookEndpoint(company=company, data_key=key, version=1, is_on=False)
    if not endpoint.is_on or endpoint.types == [REMINDER]:
        endpoint.told_seq = end_of(company_id)  # what happened meanwhile is not told
    endpoint.url, endpoint.is_on, endpoint.is_test = url, is_on, is_test
    endpoint.types, endpoint.gone_at = sorted(set(types)), None
    endpoint.save()
    _record(endpoint, "webhook.set", actor=actor, now=now)
    return endpoint


@transaction.atomic
def turn_secret(
    *, company_id: int, actor: str, now: datetime, pk: int | None = None
) -> WebhookEndpoint:
    """The next secret signs; the one before signs as well for seven days. WebhookRefused within
    those: a second one would cut off the one that your system still uses."""
    endpoint = _locked(company_id, pk)
    if endpoint.turned_at is not None and now < endpoint.turned_at + GRACE:
        raise WebhookRefused(_too_soon(endpoint, endpoint.turned_at + GRACE))
    endpoint.version, endpoint.turned_at = endpoint.version + 1, now
    endpoint.save(update_fields=["version", "turned_at"])
    _record(endpoint, "webhook.secret-turned", actor=actor, now=now)
    return endpoint


@transaction.atomic
def remove_webhook(*, company_id: int, pk: int, actor: str, now: datetime) -> None:
    """Nothing goes there any more, and its secrets are gone for good. Of what was owed to it notes
    are left, without their texts; what had not left never will."""
    endpoint = _locked(company_id, pk)
    _record(endpoint, "webhook.removed", actor=actor, now=now)
    endpoint.delete()
    forget_bodies(data_key_id=endpoint.data_key_id)
    shred(data_key_id=endpoint.data_key_id, now=now, what="webhook")


@transaction.atomic
def ping(*, company_id: int, actor: str, now: datetime, pk: int | None = None) -> Message:
    """A signed event that says nothing is owed, to try whether it arrives."""
    endpoint = _locked(company_id, pk)
    if not endpoint.is_on:
        raise WebhookRefused("The webhook is off: turn it on before you try it.")
    data = {"company": endpoint.company.slug}
    message = owe_event(endpoint, PING, data, of=now.isoformat(), now=now)
    _record(endpoint, "webhook.tried", actor=actor, now=now)
    return message


def owe_event(
    endpoint: WebhookEndpoint,
    kind: str,
    data: dict[str, Any],
    *,
    of: str,
    now: datetime,
    reason: str = "",
    subject: str = "",
) -> Message:
    """The event is owed to that system, which is told the same `of` once."""
    event = {"type": kind, "timestamp": now.isoformat(), "data": data}
    [message] = enqueue_all([owed(endpoint, event, of, reason=reason, subject=subject)], now=now)
    return message


def owed(
    endpoint: WebhookEndpoint,
    event: dict[str, Any],
    of: str,
    *,
    reason: str = "",
    subject: str = "",
) -> Owed:
    """What `enqueue_all` takes. Its key names the endpoint and the event, for the list of them."""
    return Owed(
        company_id=endpoint.company_id,
        data_key=endpoint.data_key,
        channel=Channel.WEBHOOK,
        key=f"webhook:{endpoint.pk}:{of}:{event['type']}",
        payload={"endpoint": endpoint.pk, "event": event},
        reason=reason,
        subject=subject,
    )


def _that(company: Company, url: str, pk: int | None) -> WebhookEndpoint | None:
    if pk is None:
        return WebhookEndpoint.objects.filter(company=company, url=url).first()
    endpoint = _locked(company.pk, pk)
    if WebhookEndpoint.objects.filter(company=company, url=url).exclude(pk=pk).exists():
        raise WebhookRefused(THERE_ALREADY)
    return endpoint


def _locked(company_id: int, pk: int | None) -> WebhookEndpoint:
    """The one with this number; without one, the company's first."""
    found = (
        WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
        .filter(company_id=company_id, **({} if pk is None else {"pk": pk}))
        .select_related("company", "data_key__company_key")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise WebhookRefused("This company has no webhook yet: give its address first.")
    return found


def _too_soon(endpoint: WebhookEndpoint, until: datetime) -> str:
    there = until.astimezone(ZoneInfo(endpoint.company.timezone))
    return (
        f"The secret before still signs until {words.long(there.date())}, {there:%H:%M}: a new one "
        "can be made after that. If one has leaked, remove the webhook and make it anew."
    )


def _refuse(url: str) -> None:
    try:
        check_address({"url": url, "secrets": [PREFIX]})
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
        facts={
            "webhook": endpoint.pk,
            "active": endpoint.is_on,
            "test": endpoint.is_test,
            "secret_version": endpoint.version,
        },
    )
