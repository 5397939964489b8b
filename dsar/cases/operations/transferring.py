"""Data moved to another company: the person sees what would go where, and says whether."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dsar.vault.operations import seal, unseal

from .. import letters
from ..errors import Invalid, NotAllowed
from ..incidents import is_shut
from ..models import Case
from ..notices import Telling, raise_notices
from ..staff import OWNER, people_on, staff_of
from ..telling_words import TRANSFER
from ..transfer import Transfer
from .changing import lock_case, note_down, record, today_at

Choice = Transfer.Choice


def transfer_of(case: Case) -> Transfer | None:
    """What they asked to have moved, with its case at hand; None where nothing is to move."""
    found = Transfer.objects.filter(case=case).first()
    if found is not None:
        found.case = case
    return found


def is_to_be_sent(case: Case) -> bool:
    """They said so, and nobody has recorded that it went."""
    found = transfer_of(case)
    return found is not None and found.choice == Choice.SEND and found.sent_at is None


def waits_for_them(case: Case) -> bool:
    """The answer is out and they have not said yet whether it goes on."""
    found = transfer_of(case)
    return found is not None and case.released_at is not None and not found.choice


@transaction.atomic
def choose(*, case_id: UUID, choice: str, seen: str, answer: str, now: datetime) -> Case:
    """What they say counts for the address and the answer that they saw, `seen` and `answer`, and
    for no other.

    “Send”: whoever works on the case is told, once a day, and sends it. Until then they can change
    their mind.
    """
    case, transfer = _open(case_id)
    if choice not in Choice.values:
        raise Invalid("choice", _("Choose where your data should go."))
    if choice == transfer.choice:
        return case
    if choice == Choice.SEND:
        _refuse_unseen(case, transfer, seen, answer)
    transfer.choice, transfer.chosen_at = choice, now
    transfer.save(update_fields=["choice", "chosen_at"])
    record(case, "transfer.chosen", actor="requester", now=now, choice=choice)
    if choice == Choice.SEND:
        people = people_on((OWNER,), case, staff_of([case], now=now))
        key = f"{TRANSFER}:{case.pk}:{today_at(case, now)}"
        raise_notices([Telling(case, key, TRANSFER, people, ("mail", "in-app"))], now=now)
    return case


@transaction.atomic
def change_receiver(*, case_id: UUID, name: str, address: str, now: datetime) -> Case:
    """Where it would go; they have to look at it and say so anew. Raises Invalid."""
    case, transfer = _open(case_id)
    if not name.strip():
        raise Invalid("receiver", _("Enter the name of the other company"))
    if not address.strip():
        raise Invalid("address", _("Enter the email or upload address of the other company"))
    seal(transfer, "receiver", {"name": name.strip(), "address": address.strip()})
    transfer.choice, transfer.chosen_at = "", None
    transfer.save(update_fields=["receiver", "choice", "chosen_at"])
    record(case, "transfer.changed", actor="requester", now=now)
    return case


@transaction.atomic
def record_transfer(*, case_id: UUID, how: str, actor: str, now: datetime) -> Case:
    """It was sent on, as they chose; they are told where and when, and change nothing any more."""
    case, transfer = _asked_for(case_id, doing="record_transfer")
    note_down(case, "transfer", "How it was sent on", how, actor=actor, now=now)
    transfer.sent_at, transfer.sent_by = now, actor
    transfer.save(update_fields=["sent_at", "sent_by"])
    record(case, "transfer.sent", actor=actor, now=now)
    receiver = (unseal(transfer, "receiver") or {}).get("name", "")
    letters.send(
        case, "transferred", actor=actor, now=now, receiver=receiver, on=today_at(case, now)
    )
    return case


@transaction.atomic
def return_transfer(*, case_id: UUID, reason: str, actor: str, now: datetime) -> Case:
    """It could not be sent on, for a `reason` that they are told. Nothing is to be sent any more
    until they give another address, or say anew that it goes to this one."""
    case, transfer = _asked_for(case_id, doing="return_transfer")
    if not reason.strip():
        raise Invalid("reason", "Write why it could not be sent, in words for the requester.")
    transfer.choice, transfer.chosen_at = "", None
    transfer.save(update_fields=["choice", "chosen_at"])
    record(case, "transfer.returned", actor=actor, now=now)
    letters.send(
        case,
        "transfer_returned",
        actor=actor,
        now=now,
        receiver=(unseal(transfer, "receiver") or {}).get("name", ""),
        reason=reason.strip(),
    )
    return case


def _asked_for(case_id: UUID, *, doing: str) -> tuple[Case, Transfer]:
    """What the requester wants sent and nobody has sent."""
    case = lock_case(case_id, doing=doing)
    transfer = transfer_of(case)
    if transfer is None or transfer.choice != Choice.SEND or case.released_at is None:
        raise NotAllowed(
            f"{case.reference}: nothing may be sent on. The requester has not said so."
        )
    if transfer.sent_at is not None:
        raise NotAllowed(f"{case.reference}: it has been sent on already.")
    if is_shut(case):
        raise NotAllowed(
            f"{case.reference}: the answer reached the wrong person, who may be the one that said "
            "so. Open the case again, put the address right and release anew."
        )
    return case, transfer


def address_of(transfer: Transfer) -> str:
    """In full, as it is shown and compared."""
    receiver = unseal(transfer, "receiver") or {}
    return f"{receiver.get('name', '')}, {receiver.get('address', '')}"


def answer_of(case: Case) -> str:
    """Which release the page shows: one taken back and given anew is another."""
    return case.released_at.isoformat() if case.released_at else ""


def _refuse_unseen(case: Case, transfer: Transfer, seen: str, answer: str) -> None:
    if seen != address_of(transfer):
        raise NotAllowed(_("The address was changed meanwhile. Look at it again."))
    if answer != answer_of(case):
        raise NotAllowed(_("Our answer was changed meanwhile. Look at its files again."))
    if not case.documents.filter(kind="answer").exists():
        raise NotAllowed(_("Our answer has no files, so there is nothing to send."))


def _open(case_id: UUID) -> tuple[Case, Transfer]:
    case = lock_case(case_id, doing="write")
    transfer = transfer_of(case)
    if transfer is None or case.released_at is None or is_shut(case):
        raise NotAllowed(
            _("{reference}: there is nothing to send on at the moment.").format(
                reference=case.reference
            )
        )
    if transfer.sent_at is not None:
        raise NotAllowed(
            _("{reference}: it has been sent to the other company already.").format(
                reference=case.reference
            )
        )
    return case, transfer
