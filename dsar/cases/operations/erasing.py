"""What is known of a person goes: because its time is over, or by hand with a second person.

The entry in the register stays, and the audit chain, which never held anything personal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from dsar.outbox.forgetting import forget_bodies
from dsar.vault import files
from dsar.vault import operations as vault
from dsar.vault.fields import SealedField
from dsar.vault.operations import Held, seal
from identity.operations import forget_notes

from .. import retaining
from ..erase_request import EraseRequest
from ..erased import forget_elsewhere
from ..errors import Invalid, NotAllowed
from ..incidents import undone
from ..models import Case, Document, Message
from ..of_case import OfCase
from ..restriction import running
from ..transfer import Transfer
from ..transitions import Status
from .changing import is_held_now, lock_case, record, refuse_erased, save
from .files import forget_proofs

TIME_OVER: Final = "time-over"
GROUNDS: Final[Mapping[str, str]] = {
    "asked": "The person wants the request itself forgotten",
    "spam": "Nobody asked for anything: it is spam or a test",
    "mistake": "It was recorded by mistake",
}
WHY: Final[Mapping[str, str]] = {TIME_OVER: "Its time was over", **GROUNDS}


@transaction.atomic
def ask_erasure(*, case_id: UUID, ground: str, reason: str, actor: str, now: datetime) -> Case:
    """Somebody else has to decide whether the closed case is erased before its time."""
    case = lock_case(case_id, doing="ask_erasure")
    if ground not in GROUNDS:
        raise Invalid("ground", "Choose why it is to be erased.")
    if not reason.strip():
        raise Invalid("reason", "Write the reason; whoever decides will read it.")
    _refuse_held(case)
    if case.erase_requests.filter(decided_at=None).exists():
        raise NotAllowed(f"{case.reference}: its erasure was asked for and waits for a decision.")
    asked = EraseRequest(
        company=case.company, case=case, ground=ground, asked_at=now, asked_by=actor
    )
    seal(asked, "reason", reason)
    asked.save(force_insert=True)
    record(case, "erasure.asked", actor=actor, now=now, ground=ground)
    return case


@transaction.atomic
def agree_erasure(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """The second person agrees: the case is erased at once, and nobody brings it back."""
    case = lock_case(case_id, doing="agree_erasure")
    asked = _asked(case)
    if asked.asked_by == actor:
        raise NotAllowed("Somebody else has to agree: nobody erases on their own.")
    _refuse_held(case)
    asked.decided_at, asked.decided_by, asked.agreed = now, actor, True
    asked.save(update_fields=["decided_at", "decided_by", "agreed"])
    _erase(case, why=asked.ground, actor=actor, now=now)
    return case


@transaction.atomic
def decline_erasure(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """It stays until its time is over; it can be asked for again."""
    case = lock_case(case_id, doing="decline_erasure")
    asked = _asked(case)
    asked.decided_at, asked.decided_by, asked.agreed = now, actor, False
    asked.save(update_fields=["decided_at", "decided_by", "agreed"])
    record(case, "erasure.declined", actor=actor, now=now)
    return case


@transaction.atomic
def let_go(*, case_id: UUID, kind: str, now: datetime) -> int:
    """What the case holds of this class and whose time is over is gone; how many rows that was.

    Asked again under the lock: a case that was reopened, held or erased meanwhile keeps, or has
    lost, what it had. `kind` is a class of `companies.keeping`.
    """
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("company", "data_key__company_key")
        .get(pk=case_id)
    )
    if case.status != Status.CLOSED or case.erased_at or is_held_now(case) or undone(case):
        return 0
    if kind == "content" and running(case):  # they have to be told before it ends (Art. 18(3))
        return 0
    found = retaining.rows(case.company, kind, now=now, case=case)
    count = sum(_let_go(case, rows, now=now) for rows in found)
    if count and kind != "content":
        record(case, "retention.deleted", actor="system", now=now, of=kind, rows=count)
    return count


def _let_go(case: Case, rows: retaining.Rows, *, now: datetime) -> int:
    if rows.model is Message:
        kinds = set(rows.values_list("kind", flat=True))
        if "request" in kinds:  # their own words stand there a second time
            save(case, details=None)
            Transfer.objects.filter(case=case).update(receiver=None)
        return Message.objects.filter(pk__in=rows.values("pk")).update(body=None)
    if rows.model is Document:
        found = list(rows)
        for document in found:
            files.destroy(file_id=document.file_id, now=now)
        pks = [document.pk for document in found]
        return Document.objects.filter(pk__in=pks).update(explanation=None)
    if rows.exists():
        _erase(case, why=TIME_OVER, actor="system", now=now)
        return 1
    return 0


def _erase(case: Case, *, why: str, actor: str, now: datetime) -> None:
    """The key first, by which all that was sealed is gone; then the ciphertexts too."""
    refuse_erased(case)
    forget_proofs(case, now=now)
    try:
        certificate = vault.shred(data_key_id=case.data_key_id, now=now, what=case.reference)
    except Held:
        raise _held(case) from None
    _forget_words(case)
    case.notices.all().delete()
    forget_bodies(data_key_id=case.data_key_id)
    forget_notes(verification_id=case.verification_id)
    forget_elsewhere(case, now=now)
    save(
        case,
        person=None,
        details=None,
        external_system="",
        external_id="",
        erased_at=now,
        erased_for=why,
    )
    record(
        case,
        "case.erased",
        actor=actor,
        now=now,
        why=why,
        key=str(certificate.data_key_id),
        epoch=certificate.company_key.epoch,
        files=certificate.files,
        tokens=certificate.tokens,
        backups_on=certificate.backups_on and certificate.backups_on.isoformat(),
    )


def _forget_words(case: Case) -> None:
    """No row of the case holds a ciphertext any more, in whichever table, also one to come, nor
    anything that could be guessed back."""
    for relation in Case._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, OfCase):
            sealed = [field.name for field in model._meta.fields if isinstance(field, SealedField)]
            if gone := dict.fromkeys(sealed) | model.FORGOTTEN:
                model.objects.filter(case=case).update(**gone)


def _asked(case: Case) -> EraseRequest:
    asked = case.erase_requests.filter(decided_at=None).first()
    if asked is None:
        raise NotAllowed(f"{case.reference}: nobody has asked to erase it.")
    return asked


def _refuse_held(case: Case) -> None:
    if is_held_now(case):
        raise _held(case)
    if undone(case):
        raise NotAllowed(
            f"{case.reference}: a misdelivery is not done with. Decide who is told first."
        )
    if running(case):
        raise NotAllowed(
            f"{case.reference}: a restriction runs. Announce its end and lift it first."
        )


def _held(case: Case) -> NotAllowed:
    return NotAllowed(f"{case.reference} is under a legal hold: nothing of it may be erased.")
