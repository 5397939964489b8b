"""A company's Zendesk or Jira is connected, tried and taken away again."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from dsar.audit.models import Event
from dsar.audit.operations import record
from dsar.companies.models import Company
from dsar.outbox.forgetting import forget_bodies
from dsar.outbox.models import Channel, Message, State
from dsar.outbox.operations import enqueue, try_again
from dsar.outside.calling import may_stay_inside, parts_of
from dsar.vault import operations as vault

from .account import Account, Tried
from .arriving import not_taken, owed_to, secret_of
from .gone import Watched
from .jira import Jira
from .models import HelpDesk, Ticket
from .zendesk import Zendesk

KINDS: Final[dict[str, type[Account]]] = {one.system: one for one in (Zendesk, Jira)}
# How the log begins what happens to each.
_EVENTS: Final = {Zendesk.system: "ticketing", Jira.system: "jira"}
SHOWN = 50
TEST_NOTE = "A test of the desk for data subject requests. Nothing has to be done."
_SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class HelpDeskRefused(Exception):
    """Nothing was changed. Its text is a sentence."""


def address_of(given: str, host: str) -> str:
    """“connexai”, or the whole of https://connexai.zendesk.com. HelpDeskRefused for any other: a
    token goes to the help desk and to nobody whose name looks like it."""
    name = given.strip().lower().rstrip("/").removeprefix("https://").removesuffix(f".{host}")
    if _SUBDOMAIN.fullmatch(name):
        return f"https://{name}.{host}"
    if may_stay_inside() and _is_address(given.strip()):
        return given.strip().rstrip("/")
    raise HelpDeskRefused(f"Give the name before .{host}, such as example.")


def _is_address(given: str) -> bool:
    try:
        return bool(parts_of(given))
    except ValueError:
        return False


def of_company(company: Company, system: str) -> HelpDesk | None:
    return _of(company.pk, system).first()


def _of(company_id: int, system: str) -> QuerySet[HelpDesk]:
    found = HelpDesk.objects.filter(company_id=company_id, system=system)
    return found.select_related("company", "data_key__company_key")


def account_of(desk: HelpDesk) -> Account:
    access = vault.unseal(desk, "access")
    fields = (desk.due_field, desk.name_field, desk.email_field, desk.project, desk.issue_type)
    return KINDS[desk.system](desk.url, access["email"], access["token"], *fields)


def find(desk_id: int) -> Watched | None:
    """Where a note leaves for, asked when it does; None while that is switched off."""
    found = HelpDesk.objects.select_related("data_key__company_key")
    desk = found.filter(pk=desk_id, is_on=True).first()
    return Watched(account_of(desk)) if desk else None


@transaction.atomic
def connect(
    *,
    company_id: int,
    account: Account,
    is_on: bool,
    actor: str,
    now: datetime,
    secret: str = "",
    takes_test: bool = True,
) -> HelpDesk:
    """Tickets there are told of their cases from now on, or no more while it is off. What it sends
    is taken while it is signed with `secret`; of no secret, as the one that is kept.

    HelpDeskRefused for another than the one that is there: its tickets have other numbers.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    desk = _of(company_id, account.system).select_for_update(of=("self",)).first()
    if desk is None:
        key = vault.new_key(company_id=company_id, now=now)
        kept = ""
        desk = HelpDesk(company=company, data_key=key, system=account.system, told_since=now)
        desk.cases_since = _last_taken_away(desk)
        desk.save(force_insert=True)  # what is sealed is bound to its number
    else:
        refuse_another(desk.url, account.url, account.name)
        kept = secret_of(desk)
        secret = secret or kept
        desk.told_since = desk.told_since if desk.is_on else now
    desk.url, desk.due_field, desk.is_on = account.url, account.due_field, is_on
    desk.name_field, desk.email_field = account.name_field, account.email_field
    if desk.project != account.project:
        desk.tasks_since = now if account.project else None
    desk.project, desk.issue_type = account.project, account.issue_type
    desk.takes_test = takes_test
    access = {"email": account.email, "token": account.token, "secret": secret}
    vault.seal(desk, "access", access)
    desk.save()
    changed = not constant_time_compare(secret, kept)
    facts = {"takes_test": takes_test, "secret_changed": changed}
    _record(desk, "set", actor=actor, now=now, **facts)
    return desk


@transaction.atomic
def disconnect(*, company_id: int, system: str, actor: str, now: datetime) -> None:
    """Nothing goes there any more, what was owed never will, and the token is gone for good. What
    its tickets were told is forgotten: another one is told from the beginning."""
    desk = _locked(company_id, system)
    _record(desk, "removed", actor=actor, now=now)
    Ticket.objects.filter(company_id=company_id, case__external_system=system).delete()
    desk.delete()
    forget_bodies(data_key_id=desk.data_key_id)
    vault.shred(data_key_id=desk.data_key_id, now=now, what="help desk")


def refuse_another(kept: str, given: str, name: str) -> None:
    if kept != given:
        raise HelpDeskRefused(
            f"Take this {name} away first: the tickets of another have other numbers."
        )


def _last_taken_away(desk: HelpDesk) -> datetime | None:
    removed = f"{_EVENTS[desk.system]}.removed"
    events = Event.objects.filter(company_id=desk.company_id, event=removed)
    return events.order_by("-seq").values_list("at", flat=True).first()


def try_out(*, company_id: int, system: str, actor: str, now: datetime) -> list[Tried]:
    """What it answers to the token that is kept; it is asked at once and told nothing."""
    with transaction.atomic():
        desk = _locked(company_id, system)
        account = account_of(desk)
        _record(desk, "tried", actor=actor, now=now)
    return account.try_out()


@transaction.atomic
def write_test_note(
    *, company_id: int, system: str, ticket: str, actor: str, now: datetime
) -> Message:
    """A note that says that it is a test is owed to that ticket; its date stays as it is."""
    desk = _locked(company_id, system)
    if not desk.is_on:
        raise HelpDeskRefused("The notes are off: turn them on before you send one.")
    message = enqueue(
        company_id=company_id,
        data_key=desk.data_key,
        channel=Channel.TICKET,
        key=f"{desk.system}:{desk.pk}:test:{now.isoformat()}",
        payload={"desk": desk.pk, "ticket": ticket, "note": TEST_NOTE},
        now=now,
    )
    _record(desk, "tried", actor=actor, now=now)
    return message


def deliveries(desk: HelpDesk) -> list[Message]:
    """The newest notes owed to it, and what became of them."""
    return list(owed_to(desk).order_by("-created_at", "-pk")[:SHOWN])


def case_of(message: Message) -> str:
    """The reference of the case that a note is about, from its key; “test” for a test."""
    return message.key.split(":")[2]


def again(*, desk: HelpDesk, message_id: UUID, now: datetime) -> None:
    """A note that was given up is tried anew, under its own mark. HelpDeskRefused for any other."""
    if not owed_to(desk).filter(pk=message_id, state=State.FAILED).exists():
        raise HelpDeskRefused("It is on its way already, or done.")
    try_again(message_id=message_id, now=now)


@transaction.atomic
def settle(*, desk: HelpDesk, arrival_id: int, actor: str, now: datetime) -> None:
    """Somebody has dealt with a ticket that was not taken. HelpDeskRefused where none is open."""
    if not not_taken([desk.company_id]).filter(pk=arrival_id, desk=desk).update(settled_at=now):
        raise HelpDeskRefused("It was dealt with already.")
    _record(desk, "settled", actor=actor, now=now)


def _locked(company_id: int, system: str) -> HelpDesk:
    desk = _of(company_id, system).select_for_update(of=("self",)).first()
    if desk is None:
        raise HelpDeskRefused(f"No {KINDS[system].name} is connected yet.")
    return desk


def _record(desk: HelpDesk, event: str, *, actor: str, now: datetime, **facts: bool) -> None:
    record(
        company_id=desk.company_id,
        event=f"{_EVENTS[desk.system]}.{event}",
        subject=f"company:{desk.company.slug}",
        actor=actor,
        now=now,
        facts={"active": desk.is_on, **facts},
    )
