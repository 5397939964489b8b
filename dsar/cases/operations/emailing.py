"""What came by e-mail from outside: a message of the requester, or a letter of ours given back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.vault.models import SealedFile

from .. import to_others
from ..dates import civil_date
from ..models import Case, Message
from ..notices import Telling, raise_notices
from ..staff import OWNER, people_on, staff_of
from ..telling_words import MAIL_CAME, MAIL_RETURNED, OTHER_RETURNED
from ..transitions import Status
from .changing import keep_message, lock_case, record
from .clarifying import answer_question, write_message

RETURNED = "returned"


@transaction.atomic
def take_mail(
    *,
    case_id: UUID,
    text: str,
    sender: str,
    is_known: bool,
    received_at: datetime,
    actor: str,
    now: datetime,
    files: Sequence[SealedFile] = (),
) -> Message:
    """The mail is part of the conversation, and whoever works on the case is told, once a day.

    Where we had asked and wait, it is the answer: the clock runs again from the day on which it
    arrived. `is_known`: it says that it comes from the address on file, which proves nothing.
    `files` lie under the case's key.
    """
    case = lock_case(case_id, doing="write")
    heading = f"Email from {sender or 'an unknown sender'}"
    heading += ", the address on file" if is_known else ", not the address on file"
    words = text.strip() or "(No words. See the files, and the message as it came.)"
    if case.status == Status.AWAITING_REQUESTER and _asked_before(case, received_at):
        arrived_on = civil_date(case.company, received_at)
        answer_question(
            case_id=case_id, text=words, now=now, files=files, heading=heading, came_on=arrived_on
        )
    else:
        write_message(case_id=case_id, text=words, now=now, files=files, heading=heading)
    record(
        case, "mail.taken", actor=actor, now=now, arrived_at=received_at.isoformat(),
        known_address=is_known,
    )  # fmt: skip
    _tell(case, MAIL_CAME, now=now)
    return case.messages.filter(direction=Message.Direction.IN).latest("at", "pk")


@transaction.atomic
def letter_returned(*, case_id: UUID, letter_id: UUID | None, code: str, now: datetime) -> Case:
    """A mail of ours came back. If it was a letter, it is owed again: on paper, among the letters
    to post, until somebody says that it left. `code` is the mail server's ("5.1.1"), or empty."""
    case = lock_case(case_id, doing="write")
    ours = case.messages.filter(direction=Message.Direction.OUT)
    letter = ours.filter(pk=letter_id).first() if letter_id else None
    if letter and not letter.by_post:
        letter.by_post = True
        letter.save(update_fields=["by_post"])
    why = f" Their mail server says {code}." if code else ""
    what = "It was not told to them: post it" if letter else "They did not get it"
    text = f"A mail to the requester came back.{why} {what}, or find another way to reach them."
    note = Message.Direction.NOTE
    keep_message(case, note, RETURNED, "Mail came back", text, actor="system", now=now)
    record(
        case, "letter.returned", actor="system", now=now, code=code or None,
        letter=letter.kind if letter else None,
    )  # fmt: skip
    _tell(case, MAIL_RETURNED, now=now)
    return case


@transaction.atomic
def other_returned(*, case_id: UUID, note_id: UUID, code: str, now: datetime) -> Case:
    """As `letter_returned`, of what was written to somebody who asked for nothing."""
    case = lock_case(case_id, doing="write")
    found = case.messages.filter(pk=note_id, kind__in=to_others.KINDS)
    kind = found.values_list("kind", flat=True).first()
    found.update(by_post=True)
    whom = "their new contact" if kind == to_others.NEW_CONTACT else "the other organisation"
    why = f" Their mail server says {code}." if code else ""
    text = f"A mail to {whom} came back.{why} They were not told: post it, or tell them yourself."
    note = Message.Direction.NOTE
    keep_message(case, note, RETURNED, "Mail came back", text, actor="system", now=now)
    record(case, "other.returned", actor="system", now=now, code=code or None, letter=kind)
    _tell(case, OTHER_RETURNED, now=now)
    return case


def _asked_before(case: Case, at: datetime) -> bool:
    """A mail that crossed with our question is no answer to it."""
    asked = case.messages.filter(direction=Message.Direction.OUT, kind__in=("question", "fee"))
    last = asked.order_by("at").last()
    return last is None or last.at <= at


def _tell(case: Case, kind: str, *, now: datetime) -> None:
    people = people_on((OWNER,), case, staff_of([case], now=now))
    key = f"{kind}:{case.pk}:{civil_date(case.company, now)}"
    raise_notices([Telling(case, key, kind, people, ("mail", "in-app"))], now=now)
