"""A message and the key it lies under: its own, or that of the case it belongs to."""

from datetime import datetime
from io import BytesIO

from dsar.cases.models import Case
from dsar.cases.operations.emailing import take_mail
from dsar.cases.operations.filing import keep_along
from dsar.vault import files
from dsar.vault import operations as vault
from dsar.vault.models import DataKey, SealedFile

from . import reading
from .models import Mail
from .quoting import parted
from .reading import Facts
from .threads import is_address_of


def put_into(mail: Mail, case: Case, *, actor: str, now: datetime) -> None:
    """The locked message is part of the case's conversation, with its files, under its key. Raises
    what the case says, and `Full`."""
    facts = reading.facts_of(mail)
    taken = [found for _, found in reading.files_of(mail, facts) if found]
    # First: it locks the case, and the message is sealed under the case's key as well.
    kept = keep_along(case, taken, now=now)
    under(mail, case.data_key, now=now)
    message = take_mail(
        case_id=case.pk,
        text=words_of(facts),
        sender=facts.email,
        is_known=is_address_of(case, facts.email),
        received_at=mail.received_at,
        actor=actor,
        now=now,
        files=kept,
    )
    mail.case, mail.message_id, mail.state = case, message.pk, Mail.State.MESSAGE
    mail.save(update_fields=["case", "message_id", "state", "data_key", "raw", "facts"])


def under(mail: Mail, data_key: DataKey, *, now: datetime) -> None:
    """Sealed anew under that key, and no longer under the one before. The caller saves the row."""
    old, before = mail.raw, mail.data_key
    facts, raw = reading.facts_of(mail), reading.raw_of(mail)
    mail.raw = _stored(raw, data_key, now=now)
    mail.data_key = data_key
    reading.keep(mail, facts)
    mail.save(update_fields=["raw", "data_key", "facts"])
    if Case.objects.filter(data_key=before).exists():
        files.destroy(file_id=old.pk, now=now)
    else:
        vault.shred(data_key_id=before.pk, now=now, what="mail")


def words_of(facts: Facts) -> str:
    """As they go into a case: without what is quoted, which the message itself keeps. What
    somebody passed on is the point of it."""
    own = facts.text if facts.is_forwarded else parted(facts.text)[0]
    return own[:20_000]


def _stored(raw: bytes, data_key: DataKey, *, now: datetime) -> SealedFile:
    return files.store(
        data_key=data_key,
        name="message.eml",
        content_type="message/rfc822",
        stream=BytesIO(raw),
        now=now,
    )
