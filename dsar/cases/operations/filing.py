"""Files of a case as they come in and go out: sealed on the way in, noted on the way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

from django.db import transaction

from dsar.audit import operations as audit
from dsar.content import taking_in
from dsar.content.taking_in import TakenIn
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import Shredded, unseal

from ..errors import NotAllowed
from ..models import Case, Document
from .answering import attach_answer
from .changing import lock_case
from .settling import lock_all


@transaction.atomic
def attach_upload(
    *, case_id: UUID, upload: TakenIn, explanation: str, actor: str, now: datetime
) -> Document:
    """The file is sealed under the case's key and part of the answer. NotAllowed: one too many,
    or a case that takes none, before a byte of it is kept."""
    case = lock_case(case_id, doing="attach")
    try:
        file = taking_in.keep(upload, data_key=case.data_key, now=now)
    except files.Full as full:
        raise NotAllowed(f"{full} Remove one from the answer first.") from full
    return attach_answer(case_id=case_id, file=file, explanation=explanation, actor=actor, now=now)


def keep_along(case: Case, taken: Sequence[TakenIn], *, now: datetime) -> list[SealedFile]:
    """Sealed under the case's key, for a change of the same transaction. Raises `files.Full`.

    The case is locked before its key, as everywhere: of two at once, one waits for the other.
    """
    lock_all(case.pk)
    return [taking_in.keep(one, data_key=case.data_key, now=now) for one in taken]


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
    """The file's bytes, and a note that `actor` looked. Raises Shredded or Unreadable.

    The first piece is read here: a file that cannot be opened was not looked at.
    """
    pieces = files.read(file)
    first = list(islice(pieces, 1))
    audit.record(
        company_id=case.company_id,
        event=event,
        subject=case.reference,
        actor=actor,
        now=now,
        facts={"item": what},
    )
    return Opened(name_of(file), file.content_type, file.size, chain(first, pieces))


def name_of(file: SealedFile) -> str:
    """The name it came with; none is left once the file is destroyed."""
    try:
        return str(unseal(file, "name") or "A file that was destroyed")
    except Shredded:
        return "A file that was destroyed"
