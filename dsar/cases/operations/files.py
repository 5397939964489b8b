"""Bytes that a decision makes unwanted go at once; the rest is swept."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from dsar.vault import files
from identity import operations as identity

from ..models import Case


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
    return len(unwanted)
