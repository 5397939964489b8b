"""What a decision makes unwanted goes at once: bytes, and words given as proof."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from dsar.vault import files
from dsar.vault.operations import seal, unseal
from identity import operations as identity

from ..models import Case
from .intake import EVIDENCE

COMPARED = "Given as proof of identity. It was not kept after the decision."


def destroy(file_ids: Iterable[UUID], *, now: datetime) -> None:
    """Make these files unreadable. The caller's transaction keeps the note that they were there."""
    for file_id in file_ids:
        files.destroy(file_id=file_id, now=now)


def forget_proofs(case: Case, *, now: datetime) -> int:
    """A case that ends with nobody having decided who asked keeps no copy of a document either.

    How many there were.
    """
    unwanted = identity.forget_copies(verification_id=case.verification_id, now=now)
    destroy(unwanted, now=now)
    forget_words(case)
    return len(unwanted)


def forget_words(case: Case) -> None:
    """What they told as proof is compared with no more, so a note stands in its place: a number
    that only they know is worth as much to a stranger."""
    for message in case.messages.filter(kind=EVIDENCE, body__isnull=False):
        message.case = case
        body = unseal(message, "body")
        if body["text"] != COMPARED:
            seal(message, "body", body | {"text": COMPARED})
            message.save(update_fields=["body"])
