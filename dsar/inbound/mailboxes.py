"""A company's mailbox: connected, tried, and looked into once a minute by one worker at a time."""

import logging
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from dsar.audit.operations import record
from dsar.companies.models import Company
from dsar.outbox.ticks import progress
from dsar.vault import operations as vault
from dsar.vault.wrapping import RootKeyError

from .imap import NotGiven, Settings, Unreachable, Visit, visit
from .models import Mail, Mailbox
from .storing import store

logger = logging.getLogger(__name__)

EVERY, AFTER_TROUBLE = timedelta(seconds=60), timedelta(minutes=3)
# Longer than a worker may live on one task: a lease that ran out belongs to somebody dead.
LEASE = timedelta(minutes=5)
MOST = 50  # messages a look
SENTENCES = {
    "login": "The server refuses the user name or the password.",
    "folder": "There is no such folder. Most servers call it INBOX.",
    "no-such-host": "No server has this name. Check how it is spelled.",
    "private-address": "The server stands in a network that the desk may not call. "
    "An operator can allow it.",
    "odd-address": "Write the server’s name, like imap.example.com.",
    "bad-certificate": "The server’s certificate is not good for this name.",
    "timeout": "The server did not answer in time. Check its name and port.",
    "not-tls": "The server has to be reached with TLS.",
    "not-given": "The server does not hand over a message. It is passed over once the server hands "
    "over a later one; read it in the mailbox.",
}
_NO_CONNECTION = "No connection to the server. Check its name and port."


def sentence_of(code: str) -> str:
    return SENTENCES.get(code, _NO_CONNECTION)


def mailbox_of(company: Company) -> Mailbox | None:
    return _of(company).first()


def _of(company: Company) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(company=company).select_related(
        "company", "data_key__company_key"
    )


def settings_of(mailbox: Mailbox) -> Settings:
    return Settings(**vault.unseal(mailbox, "settings"))


@transaction.atomic
def set_mailbox(
    *, company_id: int, told: Settings, is_on: bool, since: date, actor: str, now: datetime
) -> Mailbox:
    """It is looked into from the next minute on. Another server, user or folder is read from its
    beginning: what is here already is known again."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    mailbox = _of(company).select_for_update(of=("self",)).first()
    if mailbox is None:
        key = vault.new_key(company_id=company_id, now=now)
        mailbox = Mailbox(company=company, data_key=key)
        mailbox.next_look_at = now
        mailbox.since = since
        mailbox.save(force_insert=True)
        moved = True
    else:
        before = settings_of(mailbox)
        moved = (before.host, before.user, before.folder) != (told.host, told.user, told.folder)
    if moved or since < mailbox.since:
        mailbox.uid_validity, mailbox.last_uid = None, 0
    vault.seal(mailbox, "settings", asdict(told))
    mailbox.is_on, mailbox.since, mailbox.next_look_at = is_on, since, now
    mailbox.failing_since, mailbox.trouble = None, ""
    mailbox.lease_until = None  # whoever looks just now, with the old settings, moves nothing
    mailbox.save()
    record(
        company_id=company_id,
        event="mailbox.set",
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts={"active": is_on},
    )
    return mailbox


def try_out(told: Settings, *, since: date) -> int:
    """How many messages lie there since that day. Raises Unreachable."""
    with visit(told) as there:
        return len(there.uids(after=0, since=since))


def look_into_all(*, now: datetime) -> int:
    """Each mailbox that is due, once; how many messages came."""
    came = 0
    while mailbox := _claim(now):
        came += _look(mailbox, now=now)
        progress()
    return came


@transaction.atomic
def _claim(now: datetime) -> Mailbox | None:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Mailbox.objects.filter(free, is_on=True, next_look_at__lte=now)
    rows = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_look_at", "pk")
    mailbox = rows.select_related("company", "data_key__company_key").first()
    if mailbox:
        mailbox.lease_until, mailbox.next_look_at = now + LEASE, now + EVERY
        mailbox.save(update_fields=["lease_until", "next_look_at"])
    return mailbox


def _look(mailbox: Mailbox, *, now: datetime) -> int:
    """Each message is stored before the place in the mailbox moves past it."""
    came = 0
    changes: dict[str, Any] = {"checked_at": now, "failing_since": None, "trouble": ""}
    try:
        told = settings_of(mailbox)
        with visit(told) as there:
            valid = there.uid_validity(told.folder)
            after = mailbox.last_uid if valid == mailbox.uid_validity else 0
            uids = there.uids(after=after, since=mailbox.since)
            came, left = _fetch(mailbox, there, uids[:MOST], valid=valid, now=now)
            if left:
                changes = _trouble(mailbox, "not-given", now=now)
            elif len(uids) > MOST:
                changes["next_look_at"] = now + timedelta(seconds=1)  # the next round goes on
    except Unreachable as error:
        changes = _trouble(mailbox, error.code, now=now)
    except (DatabaseError, OSError, RootKeyError, vault.Shredded) as error:
        logger.error("a mailbox could not be read: %s", type(error).__name__)
        changes = _trouble(mailbox, "here", now=now)
    _mine(mailbox).update(lease_until=None, **changes)
    return came


def _fetch(
    mailbox: Mailbox, there: Visit, uids: list[int], *, valid: int, now: datetime
) -> tuple[int, list[int]]:
    """How many came, and which the server did not hand over at the end. A single one is passed
    over where a later one comes; where none does it is the server that has trouble."""
    came, refused = 0, list[int]()
    for uid in uids:
        try:
            found = there.fetch(uid)
        except NotGiven:
            refused.append(uid)
            continue
        store(
            company_id=mailbox.company_id,
            raw=found.raw,
            door=Mail.Door.IMAP,
            received_at=found.received_at or now,
            is_whole=found.is_whole,
            now=now,
        )
        came += 1
        if not _move_past(mailbox, uid, valid=valid, refused=refused, now=now):
            return came, []
        refused = []
        progress()
    return came, refused


@transaction.atomic
def _move_past(
    mailbox: Mailbox, uid: int, *, valid: int, refused: list[int], now: datetime
) -> bool:
    """Those before it that were refused are not asked for again, which the audit log says."""
    if not _mine(mailbox).update(uid_validity=valid, last_uid=uid):
        return False
    company = mailbox.company
    for one in refused:
        record(
            company_id=company.pk,
            event="mailbox.passed-over",
            subject=f"company:{company.slug}",
            actor="system",
            now=now,
            facts={"uid": one},
        )
    return True


def _trouble(mailbox: Mailbox, code: str, *, now: datetime) -> dict[str, Any]:
    since = mailbox.failing_since or now
    return {"failing_since": since, "trouble": code, "next_look_at": now + AFTER_TROUBLE}


def _mine(mailbox: Mailbox) -> Any:
    """Only while the lease is ours, so that a slow worker sets nothing back."""
    return Mailbox.objects.filter(pk=mailbox.pk, lease_until=mailbox.lease_until)
