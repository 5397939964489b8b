"""Messages that belong to no case go after half a year; those of a case go with its words."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from dsar.cases.models import Message
from dsar.vault import files
from dsar.vault import operations as vault

from .models import Mail

KEPT = timedelta(days=180)
MOST = 200  # at one look
_DONE = (Mail.State.NO_REQUEST, Mail.State.AUTOMATIC, Mail.State.BOUNCE)


def purge(*, now: datetime) -> int:
    """Erase what was found to be no request, or a machine's, so long ago, and what a case has let
    go of; how many messages that were."""
    count = _with_their_cases(now=now)
    old = Q(decided_at__lte=now - KEPT) | Q(decided_at=None, stored_at__lte=now - KEPT)
    there = Mail.objects.filter(old, state__in=_DONE, raw__destroyed_at=None)
    for pk in list(there.values_list("pk", flat=True)[:MOST]):
        count += _erase(pk, now=now)
    return count


def _with_their_cases(*, now: datetime) -> int:
    """The same words stand in the message as it came."""
    let_go = Q(data_key__destroyed_at__isnull=False)
    let_go |= Q(state=Mail.State.CASE, case__details=None)
    words_gone = Message.objects.filter(pk=OuterRef("message_id"), body=None)
    let_go |= Q(Exists(words_gone), state=Mail.State.MESSAGE)
    found = Mail.objects.filter(let_go, facts__isnull=False)
    for mail in (rows := list(found[:MOST])):
        with transaction.atomic():
            files.destroy(file_id=mail.raw_id, now=now)
            Mail.objects.filter(pk=mail.pk).update(facts=None)
    return len(rows)


@transaction.atomic
def _erase(pk: UUID, *, now: datetime) -> bool:
    """What stays is its keyed digest: a mailbox that is read from its beginning brings it again."""
    rows = Mail.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=_DONE)
    mail = rows.filter(raw__destroyed_at=None).first()
    if mail is None:
        return False
    vault.shred(data_key_id=mail.data_key_id, now=now, what="mail")
    rows.update(facts=None)
    return True
