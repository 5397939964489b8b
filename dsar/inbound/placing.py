"""Stored messages are read and put where they belong; what fits nowhere waits for an officer."""

import logging
import time
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dsar.cases import to_others
from dsar.cases.errors import CaseError
from dsar.cases.models import Case
from dsar.cases.operations.emailing import letter_returned, other_returned
from dsar.outbox.models import Message as Sent
from dsar.outbox.ticks import progress
from dsar.vault.files import Full
from dsar.vault.operations import Shredded, Unreadable

from . import kinds, reading, threads
from .filing import put_into
from .models import Mail
from .reading import Busy, Facts

logger = logging.getLogger(__name__)

# A sweep looks at no more than so many, and begins none after so many seconds: the next goes on.
MOST, SECONDS = 50, 20.0
# More tries are not counted: the column holds no more than 32,767.
MOST_TRIES = 10_000


def place_all(*, now: datetime) -> int:
    """Whatever was stored and not read yet, the oldest first; how many messages were placed."""
    began, placed = time.monotonic(), 0
    waiting = Mail.objects.filter(state=Mail.State.STORED).order_by("tries", "stored_at")
    for pk in list(waiting.values_list("pk", flat=True)[:MOST]):
        if time.monotonic() - began > SECONDS:
            break
        placed += place(mail_id=pk, now=now)
        progress()
    return placed


def place(*, mail_id: UUID, now: datetime) -> bool:
    """The message has a place; False where somebody else is at it, or where it has to wait."""
    if not Mail.objects.filter(pk=mail_id, state=Mail.State.STORED).exists():
        return False
    try:
        mail = Mail.objects.select_related("company", "data_key__company_key", "raw").get(
            pk=mail_id
        )
        mail.raw.data_key = mail.data_key
        facts = reading.read(reading.raw_of(mail))
        with transaction.atomic():
            return _place(mail_id, facts, now=now)
    except (Busy, Unreadable, OSError) as error:
        return _wait(mail_id, error)
    except (CaseError, Full, Shredded):
        # It belongs to a case that takes nothing more: a person has to see it.
        with transaction.atomic():
            found = _locked(mail_id)
            return found is not None and _settle(found, facts, Mail.State.TRIAGE)


def _place(mail_id: UUID, facts: Facts, *, now: datetime) -> bool:
    mail = _locked(mail_id)
    if mail is None:
        return False
    company = mail.company_id
    code = kinds.failed_for(facts)
    if code is not None and (sent := threads.returned(company, facts, now=now)):
        case = Case.objects.filter(data_key=sent.data_key_id).first()
        if case is None or not _returned(case, sent, code, now=now):
            return _settle(mail, facts, Mail.State.TRIAGE)
        mail.case = case
        return _settle(mail, facts, Mail.State.BOUNCE)
    if code is None and (threads.is_ours(facts) or kinds.is_automatic(facts)):
        return _settle(mail, facts, Mail.State.AUTOMATIC)
    found = None if facts.is_forwarded else threads.belongs_to(company, facts, now=now)
    if code is None and found and found.surely:
        _settle(mail, facts, Mail.State.STORED)
        put_into(mail, found.case, actor="system", now=now)
        return True
    return _settle(mail, facts, Mail.State.TRIAGE)


def _settle(mail: Mail, facts: Facts, state: str) -> bool:
    reading.keep(mail, facts)
    mail.state = state
    mail.save(update_fields=["facts", "state", "case"])
    return True


def _returned(case: Case, sent: Sent, code: str, *, now: datetime) -> bool:
    """Whether the case took it; not what went to our own people, or a system's."""
    if note := _id_in(sent.key, to_others.KEY):
        other_returned(case_id=case.pk, note_id=note, code=code, now=now)
    elif threads.is_to_requester(sent):
        letter = _id_in(sent.key, "letter:")
        letter_returned(case_id=case.pk, letter_id=letter, code=code, now=now)
    else:
        return False
    return True


def _id_in(key: str, kind: str) -> UUID | None:
    """The outbox calls a letter of a case “letter:” and its id."""
    try:
        return UUID(key.removeprefix(kind)) if key.startswith(kind) else None
    except ValueError:
        return None


def _locked(mail_id: UUID) -> Mail | None:
    waiting = Mail.objects.select_for_update(of=("self",), skip_locked=True)
    rows = waiting.select_related("company", "data_key__company_key", "raw")
    mail = rows.filter(pk=mail_id, state=Mail.State.STORED).first()
    if mail:
        mail.raw.data_key = mail.data_key
    return mail


def _wait(mail_id: UUID, error: Exception) -> bool:
    """Read at a later look, after those that were tried less often. It stands unread in the
    officers' list meanwhile; what its reader does not survive does not come here."""
    logger.warning("an incoming mail could not be read now: %s", type(error).__name__)
    tried = Mail.objects.filter(pk=mail_id, state=Mail.State.STORED, tries__lt=MOST_TRIES)
    tried.update(tries=F("tries") + 1)
    return False
