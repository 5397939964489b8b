"""What only the desk does: act on a case as it was seen, look at files, add one to an answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import transaction

from dsar.audit import operations as audit
from dsar.audit.bundle import archive
from dsar.audit.evidence import of_case
from dsar.audit.models import Event
from dsar.audit.queries import history
from dsar.cases import on_paper, transitions
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case, Document, Message
from dsar.cases.operations import answering
from dsar.companies.models import Company
from dsar.content import taking_in
from dsar.content.taking_in import TakenIn
from dsar.vault import files
from dsar.vault.models import SealedFile

from . import uploads

# Looking, and what goes by itself, is no reason to stop somebody who is writing.
QUIET = (
    "evidence.viewed",
    "document.viewed",
    "letter.viewed",
    "answer.downloaded",
    "evidence.given",
    "reminder.taken",
    "escalation.acknowledged",
    "escalation.passed-on",
)


def last_change(case: Case) -> int:
    """A number that grows with every change of the case."""
    last = _changes(case).last()
    return last.seq if last else 0


def changes_since(case: Case, seen: int) -> list[Event]:
    return list(_changes(case).filter(seq__gt=seen))


@transaction.atomic
def act_as_seen(
    *,
    case: Case,
    seen: int | None,
    rule: str,
    run: Callable[..., object],
    arguments: dict[str, Any],
    actor: str,
    now: datetime,
) -> None:
    """Do it, if the case still is what the officer saw: `seen` is its `last_change` of that page.

    Raises NotAllowed if somebody was faster. The row stays locked from looking to doing.
    """
    # `no_key`, as the cases' own lock: a reminder taken meanwhile adds rows that point here.
    locked = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    transitions.check(
        rule,
        reference=locked.reference,
        status=locked.status,
        released=locked.released_at is not None,
    )
    if seen is not None and changes_since(locked, seen):
        raise NotAllowed(
            f"{locked.reference} changed while you were writing, so nothing was done. "
            "Look at what changed; if it still fits, send it again."
        )
    run(case_id=locked.pk, actor=actor, now=now, **arguments)


@transaction.atomic
def attach_upload(
    *, case_id: UUID, upload: TakenIn, explanation: str, actor: str, now: datetime
) -> Document:
    """The file is sealed under the case's key and part of the answer. NotAllowed: one too many."""
    case = Case.objects.select_related("data_key__company_key").get(pk=case_id)
    try:
        file = taking_in.keep(upload, data_key=case.data_key, now=now)
    except files.Full as full:
        raise NotAllowed(f"{full} Remove one from the answer first.") from full
    return answering.attach_answer(
        case_id=case_id, file=file, explanation=explanation, actor=actor, now=now
    )


@dataclass(frozen=True)
class Opened:
    name: str
    content_type: str
    size: int
    pieces: Iterator[bytes]


@transaction.atomic
def open_file(
    *, case: Case, file: SealedFile, event: str, what: str, actor: str, now: datetime
) -> Opened:
    """The file's bytes, and a note that this person looked. Raises Shredded or Unreadable.

    The first piece is read here: a file that cannot be opened was not looked at.
    """
    pieces = files.read(file)
    first = list(next_piece(pieces))
    audit.record(
        company_id=case.company_id,
        event=event,
        subject=case.reference,
        actor=actor,
        now=now,
        facts={"item": what},
    )
    return Opened(uploads.name_of(file), file.content_type, file.size, chain(first, pieces))


@transaction.atomic
def print_letters(*, letters: Sequence[Message], actor: str, now: datetime) -> bytes:
    """A PDF of these letters, and a note of each that this person has it. What cannot be printed
    was not looked at. Raises on_paper.Gone or typeset's Unprintable."""
    pdf = on_paper.pdf_of(letters)
    for letter in letters:
        audit.record(
            company_id=letter.company_id,
            event="letter.viewed",
            subject=letter.case.reference,
            actor=actor,
            now=now,
            facts={"item": str(letter.pk)},
        )
    return pdf


def give_evidence(*, company: Company, reference: str, actor: str, now: datetime) -> bytes:
    """An archive with the proved events of one case, and a note of who took it. NoEvidence."""
    given = archive(of_case(company_id=company.pk, reference=reference, now=now))
    audit.record(
        company_id=company.pk, event="evidence.given", subject=reference, actor=actor, now=now
    )
    return given


def next_piece(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        return


def _changes(case: Case) -> Any:
    return history(case.company_id, case.reference).exclude(event__in=QUIET)
