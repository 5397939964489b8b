"""Writing down what was done about a request. The caller holds the case's lock."""

from datetime import date, datetime
from typing import Any

from dsar.companies.processing import processing_of
from dsar.vault.operations import seal, unseal

from ..action_taken import ActionTaken
from ..listed import ACCESS, LISTED, row_of
from ..models import Case
from .changing import today_at


def write_down(
    case: Case,
    kind: str,
    body: dict[str, Any],
    *,
    actor: str,
    now: datetime,
    done_on: date | None = None,
    first_by: str = "",
) -> ActionTaken:
    """What stood there of this kind is replaced; the audit chain keeps that it was there."""
    row = case.actions_taken.filter(kind=kind).first() or ActionTaken(
        company=case.company, kind=kind
    )
    row.case, row.taken_by, row.taken_at = case, actor, now
    row.done_on, row.first_by = done_on or today_at(case, now), first_by
    row.ended_on = row.ends_on = row.told_on = None
    seal(row, "body", body)
    row.save()
    return row


def settle_listed(case: Case, *, actor: str, now: datetime) -> None:
    """An answer that is put forward says what the company says today, where no officer fitted it
    to the person; whatever the company says later, this answer says that."""
    if case.right != ACCESS:
        return
    row = row_of(case)
    if row is not None:
        row.case = case
        if not unseal(row, "body")["company"]:
            return
    said = processing_of(case.company)
    body = {
        "company": True,
        "nothing": False,
        "language": said.language,
        "entries": said.to_json(),
    }
    write_down(case, LISTED, body, actor=actor, now=now)
