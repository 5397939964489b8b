"""Bytes that a decision makes unwanted go at once; the rest is swept."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from dsar.vault import files


def destroy(file_ids: Iterable[UUID], *, now: datetime) -> None:
    """Make these files unreadable. The caller's transaction keeps the note that they were there."""
    for file_id in file_ids:
        files.destroy(file_id=file_id, now=now)
