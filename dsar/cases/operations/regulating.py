"""What came from the supervisory authority about a case, and what went to it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from dsar.content import taking_in
from dsar.content.taking_in import TakenIn
from dsar.vault import files
from dsar.vault.operations import seal

from ..errors import Invalid, NotAllowed
from ..models import Case, Document
from ..regulator_contact import RegulatorContact
from .changing import lock_case, record, today_at

Direction = RegulatorContact.Direction


@transaction.atomic
def note_regulator(
    *,
    case_id: UUID,
    direction: str,
    happened_on: date,
    summary: str,
    their_reference: str = "",
    due_on: date | None = None,
    upload: TakenIn | None = None,
    actor: str,
    now: datetime,
) -> RegulatorContact:
    """It is kept with the case, sealed, and its file with it. No clock of the case moves by it.

    `due_on`: by when the authority wants an answer. Raises Invalid.
    """
    case = lock_case(case_id, doing="note_regulator")
    if direction not in Direction.values:
        raise Invalid("direction", "Choose who wrote or called.")
    if happened_on > today_at(case, now):
        raise Invalid("happened_on", "The day cannot lie in the future.")
    if due_on and direction != Direction.RECEIVED:
        raise Invalid("due_on", "Only what the authority wants has a day for an answer.")
    if due_on and due_on < happened_on:
        raise Invalid("due_on", "An answer cannot be due before it was asked for.")
    if not summary.strip():
        raise Invalid("summary", "Write what it was about.")
    contact = RegulatorContact(
        company=case.company,
        case=case,
        direction=direction,
        happened_on=happened_on,
        due_on=due_on,
        document=_kept(case, upload, actor=actor, now=now) if upload else None,
        recorded_at=now,
        recorded_by=actor,
    )
    said = {"summary": summary.strip(), "their_reference": their_reference.strip()}
    seal(contact, "said", said)
    contact.save(force_insert=True)
    record(
        case,
        "regulator.noted",
        actor=actor,
        now=now,
        direction=direction,
        on=happened_on.isoformat(),
        due_on=due_on and due_on.isoformat(),
    )
    return contact


def _kept(case: Case, upload: TakenIn, *, actor: str, now: datetime) -> Document:
    try:
        file = taking_in.keep(upload, data_key=case.data_key, now=now)
    except files.Full as full:
        raise NotAllowed(str(full)) from full
    document = Document(
        company=case.company,
        case=case,
        kind=Document.Kind.REGULATOR,
        file=file,
        added_by=actor,
        added_at=now,
    )
    seal(document, "explanation", "")
    document.save(force_insert=True)
    return document
