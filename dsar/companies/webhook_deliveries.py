"""What became of the events that a company's systems are owed, and one that wants no more."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from dsar.accounts.roles import Role
from dsar.audit.operations import record
from dsar.companies.mail_keys import mail_key_of
from dsar.companies.models import Membership, WebhookEndpoint
from dsar.companies.staff_mails import mail
from dsar.companies.webhooks import WebhookRefused
from dsar.outbox.ids import webhook_id
from dsar.outbox.models import Channel, Message, State
from dsar.outbox.operations import enqueue
from dsar.vault.operations import unseal

SHOWN = 50


def deliveries(endpoint: WebhookEndpoint, *, count: int = SHOWN) -> list[Message]:
    """The newest events owed to that system, and what became of them."""
    return list(_owed_to(endpoint).order_by("-created_at", "-pk")[:count])


def event_of(message: Message) -> str:
    """Its type, from the key: the text itself is sealed."""
    return message.key.rpartition(":")[2]


@transaction.atomic
def replay(*, endpoint: WebhookEndpoint, message_id: UUID, actor: str, now: datetime) -> Message:
    """The event is owed once more under the id that it had, by which whoever has it knows it.
    WebhookRefused where it cannot be.

    As a row of its own: one that left never becomes unsent, or the desk would look restored.
    """
    if not endpoint.is_on:
        raise WebhookRefused("The webhook is off: turn it on before you send anything again.")
    found = _owed_to(endpoint).filter(pk=message_id)
    message = found.exclude(state=State.QUEUED).exclude(payload=None).first()
    if message is None:
        raise WebhookRefused("This event is on its way, or its text is deleted by now.")
    payload = unseal(message, "payload")
    again = enqueue(
        company_id=message.company_id,
        data_key=message.data_key,
        channel=Channel.WEBHOOK,
        key=f"webhook:{endpoint.pk}:{message.pk}-again-{now.isoformat()}:{event_of(message)}",
        payload={"id": webhook_id(message.pk)} | payload,
        now=now,
        reason=message.reason_name,
        subject=message.reason_subject,
    )
    _record(endpoint, "webhook.sent-again", actor=actor, now=now)
    return again


@transaction.atomic
def gone(endpoint_id: int, url: str, now: datetime) -> bool:
    """It is switched off, since its own answer was that it is gone, and the company's
    administrators are told by mail; neither where that has happened already. False where it has
    moved meanwhile: the address that answered is not its own any more."""
    found = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    endpoint = found.select_related("company").filter(pk=endpoint_id).first()
    if endpoint is not None and endpoint.url != url:
        return False
    if endpoint is None or not endpoint.is_on:
        return True
    endpoint.is_on, endpoint.gone_at = False, now
    endpoint.save(update_fields=["is_on", "gone_at"])
    for member in _administrators(endpoint):
        _tell(member, endpoint, now)
    _record(endpoint, "webhook.gone", actor="system", now=now)
    return True


def _owed_to(endpoint: WebhookEndpoint) -> QuerySet[Message]:
    return Message.objects.filter(
        company_id=endpoint.company_id,
        channel=Channel.WEBHOOK,
        key__startswith=f"webhook:{endpoint.pk}:",
    )


def _administrators(endpoint: WebhookEndpoint) -> Iterable[Membership]:
    members = Membership.objects.select_for_update(of=("self",)).select_related("user", "company")
    return members.filter(
        company=endpoint.company_id, role=Role.ADMIN, user__is_active=True
    ).order_by("pk")


def _tell(member: Membership, endpoint: WebhookEndpoint, now: datetime) -> None:
    company = member.company
    text = render_to_string(
        "emails/webhook_gone.txt",
        {
            "person": member.user,
            "company": company,
            "host": urlsplit(endpoint.url).hostname,
            "link": f"{settings.PUBLIC_URL}/desk/webhook/{company.slug}/{endpoint.pk}/",
        },
    )
    key = f"webhook-gone:{endpoint.pk}:{now.isoformat()}:{member.user_id}"
    subject = f"A webhook of {company.name} was switched off"
    enqueue(
        company_id=company.pk,
        data_key=mail_key_of(member, now=now),
        channel=Channel.EMAIL,
        key=key,
        payload=mail(company, member.user, subject, text, thread=key),
        now=now,
    )


def _record(endpoint: WebhookEndpoint, event: str, *, actor: str, now: datetime) -> None:
    record(
        company_id=endpoint.company_id,
        event=event,
        subject=f"company:{endpoint.company.slug}",
        actor=actor,
        now=now,
        facts={"webhook": endpoint.pk},
    )
