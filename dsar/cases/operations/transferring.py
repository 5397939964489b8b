"""Data moved to another company: the person sees what would go where, and says whether."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dsar.vault.operations import seal, unseal

from .. import letters
from ..answers import files_of
from ..dates import civil_date, in_words
from ..errors import Invalid, NotAllowed
from ..incidents import is_shut
from ..models import Case, Channel, Document, Message
from ..nothing_there import is_without
from ..notices import Telling, raise_notices
from ..staff import OWNER, people_on, staff_of
from ..telling_words import TRANSFER
from ..transfer import Transfer
from .changing import lock_case, note_down, record, today_at

Choice = Transfer.Choice
# To somewhere else than we were told: no choice of theirs yet, they are asked anew.
ELSEWHERE: Final = "elsewhere"
# How somebody says it to us who does not say it on the page of their request.
SAID_BY: Final = (Channel.POST, Channel.PHONE, Channel.COUNTER)
# Each of these letters asks whether it is to go on.
_ASKING = ("answer", "transfer_returned", "transfer_choice")


def transfer_of(case: Case) -> Transfer | None:
    """What they asked to have moved, with its case at hand; None where nothing is to move."""
    if is_without(case, "transfer"):
        return None
    found = Transfer.objects.filter(case=case).first()
    if found is not None:
        found.case = case
    return found


def is_to_be_sent(case: Case) -> bool:
    """They said so, and nobody has recorded that it went."""
    found = transfer_of(case)
    return found is not None and found.choice == Choice.SEND and found.sent_at is None


@transaction.atomic
def choose(*, case_id: UUID, choice: str, seen: str, answer: str, now: datetime) -> Case:
    """What they say counts for the address and the answer that they saw, `seen` and `answer`, and
    for no other.

    “Send”: whoever works on the case is told, once a day, and sends it. Until then they can change
    their mind.
    """
    case, transfer = _open(case_id, doing="write")
    if choice not in Choice.values:
        raise Invalid("choice", _("Choose where your data should go."))
    if choice == transfer.choice:
        return case
    if choice == Choice.SEND:
        _refuse_unseen(case, transfer, seen, answer)
    record(case, "transfer.chosen", actor="requester", now=now, choice=choice)
    _settle(case, transfer, choice, now=now)
    return case


@transaction.atomic
def record_choice(
    *,
    case_id: UUID,
    choice: str,
    came_by: str,
    said_on: date,
    reason: str,
    actor: str,
    now: datetime,
    confirmed: bool = False,
    seen: str = "",
    answer: str = "",
    receiver: str = "",
    address: str = "",
) -> Case:
    """What they said by letter, by telephone or in person, taken down by an officer, with the
    `reason` why we know that it was they.

    It counts as their word on their own page does: “send” for the address and the answer that they
    `confirmed`, as the officer saw them. Of another address they are asked anew. Raises Invalid.
    """
    case, transfer = _open(case_id, doing="record_choice")
    _refuse_unsaid(case, transfer, choice, came_by, said_on, now=now)
    if choice == Choice.SEND:
        _refuse_unseen(case, transfer, seen, answer)
        if not confirmed:
            raise Invalid("confirmed", "Read it out or compare it first, then say so.")
    heading = "How we know that they said where the data go"
    note_down(case, "transfer-choice", heading, reason, actor=actor, now=now)
    facts = {"choice": choice, "channel": came_by, "said_on": said_on.isoformat()}
    record(case, "transfer.choice-recorded", actor=actor, now=now, **facts)
    if choice == ELSEWHERE:
        _redirect(transfer, receiver, address)
        letters.send(case, "transfer_choice", actor=actor, now=now, **asking_facts(case))
    else:
        _settle(case, transfer, choice, now=now)
    return case


def _refuse_unsaid(
    case: Case, transfer: Transfer, choice: str, came_by: str, said_on: date, *, now: datetime
) -> None:
    if choice not in (*Choice.values, ELSEWHERE):
        raise Invalid("choice", "Choose what they said.")
    if choice == transfer.choice:
        raise Invalid("choice", "That is what they said already.")
    if came_by not in SAID_BY:
        raise Invalid("came_by", "Choose how they said it.")
    if said_on > today_at(case, now):
        raise Invalid("said_on", "The day on which it came cannot lie in the future.")
    asked_on = last_asked_on(case)
    if asked_on and said_on < asked_on:
        raise Invalid(
            "said_on", f"They were asked on {in_words(asked_on)}; nothing before that answers it."
        )


def last_asked_on(case: Case) -> date | None:
    """The day of our newest letter that says what would go where, and asks whether."""
    asked = case.messages.filter(kind__in=_ASKING, direction=Message.Direction.OUT)
    newest = asked.order_by("-at", "-pk").first()
    return civil_date(case.company, newest.at) if newest else None


def _settle(case: Case, transfer: Transfer, choice: str, *, now: datetime) -> None:
    """They said so, on whichever way; for “send”, whoever works on the case is told."""
    transfer.choice, transfer.chosen_at = choice, now
    transfer.save(update_fields=["choice", "chosen_at"])
    if choice == Choice.SEND:
        people = people_on((OWNER,), case, staff_of([case], now=now))
        key = f"{TRANSFER}:{case.pk}:{today_at(case, now)}"
        raise_notices([Telling(case, key, TRANSFER, people, ("mail", "in-app"))], now=now)


@transaction.atomic
def change_receiver(*, case_id: UUID, name: str, address: str, now: datetime) -> Case:
    """Where it would go; they have to look at it and say so anew. Raises Invalid."""
    case, transfer = _open(case_id, doing="write")
    _redirect(transfer, name, address)
    record(case, "transfer.changed", actor="requester", now=now)
    return case


def _redirect(transfer: Transfer, name: str, address: str) -> None:
    if not name.strip():
        raise Invalid("receiver", _("Enter the name of the other company"))
    if not address.strip():
        raise Invalid("address", _("Enter the email or upload address of the other company"))
    seal(transfer, "receiver", {"name": name.strip(), "address": address.strip()})
    transfer.choice, transfer.chosen_at = "", None
    transfer.save(update_fields=["receiver", "choice", "chosen_at"])


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
        reason=reason.strip(),
        **asking_facts(case),
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


def asking_facts(case: Case) -> dict[str, Any]:
    """What a letter says that asks whether it is to go on: to whom, at which address, and what.
    Nothing where nothing is to move, or it went."""
    transfer = transfer_of(case)
    if transfer is None or transfer.sent_at is not None:
        return {}
    receiver = unseal(transfer, "receiver") or {}
    return {
        "receiver": receiver.get("name", ""),
        "address": receiver.get("address", ""),
        "going": going(case),
    }


def going(case: Case) -> list[dict[str, Any]]:
    """The files of the answer, each as it is listed on paper: on one line."""
    kept = files_of(case).select_related("file__data_key__company_key")
    return [_going(case, document) for document in kept if document.file.wrapped]


def _going(case: Case, document: Document) -> dict[str, Any]:
    document.case = case  # its key is the case's
    return {
        "name": " ".join((unseal(document.file, "name") or "file").split()),
        "size": document.file.size,
        "what": " ".join((unseal(document, "explanation") or "").split()),
    }


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


def is_theirs_to_say(case: Case) -> bool:
    """The answer is out, and what they say still decides whether it goes on."""
    found = transfer_of(case)
    return (
        found is not None
        and found.sent_at is None
        and case.released_at is not None
        and not is_shut(case)
    )


def _open(case_id: UUID, *, doing: str) -> tuple[Case, Transfer]:
    case = lock_case(case_id, doing=doing)
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
