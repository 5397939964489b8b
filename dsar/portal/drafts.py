"""What has been answered so far: sealed, kept seven days, sent at most once."""

import secrets
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from dsar import visits
from dsar.companies.models import Company
from dsar.content import taking_in
from dsar.content.taking_in import TakenIn
from dsar.vault import files
from dsar.vault import operations as vault
from dsar.vault.models import SealedFile

from .models import Draft
from .steps import Answer

KEPT = visits.KEPT


class AlreadySent(Exception):
    """The draft became a case; nothing in it can change any more."""


@transaction.atomic
def start(*, company: Company, now: datetime) -> Draft:
    """An empty draft with a key of its own."""
    draft = Draft(
        company=company,
        data_key=vault.new_key(company_id=company.pk, now=now),
        holder=new_holder(),
        started_at=now,
        expires_at=now + KEPT,
    )
    vault.seal(draft, "answers", {})
    draft.save(force_insert=True)
    return draft


def new_holder() -> str:
    """For the session of one browser; whoever had the draft before has it no longer."""
    return secrets.token_urlsafe(16)


def answers_of(draft: Draft) -> dict[str, Answer]:
    return cast(dict[str, Answer], vault.unseal(draft, "answers") or {})


@transaction.atomic
def keep(
    *, draft_id: UUID, step: str, answer: Answer, now: datetime, instead_of: str = ""
) -> dict[str, Answer]:
    """The answer is saved in place of an earlier one, and of that to the other step where one is
    named; the seven days begin again."""
    draft = lock_unsent(draft_id)
    answers = answers_of(draft)
    _forget_file(answers.get(step, {}), unless=answer.get("file"), now=now)
    _forget_file(answers.pop(instead_of, {}), unless=None, now=now)
    answers[step] = answer
    _save(draft, answers, now=now)
    return answers


@transaction.atomic
def keep_file(*, draft_id: UUID, file: TakenIn, now: datetime) -> SealedFile:
    """The upload is sealed under the draft's key; `keep` then names it in an answer.

    Raises `files.Full` for one too many.
    """
    draft = lock_unsent(draft_id)
    return taking_in.keep(file, data_key=draft.data_key, now=now)


@transaction.atomic
def take_back(*, draft_id: UUID, step: str, now: datetime) -> dict[str, Answer]:
    """The step counts as not answered; a file given there is destroyed."""
    draft = lock_unsent(draft_id)
    answers = answers_of(draft)
    _forget_file(answers.pop(step, {}), unless=None, now=now)
    _save(draft, answers, now=now)
    return answers


@transaction.atomic
def delete(*, draft_id: UUID, now: datetime) -> None:
    """Gone, with its key and files; what has been sent stays a case."""
    draft = Draft.objects.select_for_update(of=("self",)).filter(pk=draft_id).first()
    if draft is None:
        return
    if draft.sent_case_id is None:
        vault.shred(data_key_id=draft.data_key_id, now=now, what="draft")
    draft.delete()


def purge(*, now: datetime, limit: int = 500) -> int:
    """Delete what nobody came back to. How many drafts went."""
    old = Draft.objects.filter(expires_at__lte=now).values_list("pk", flat=True)[:limit]
    gone = list(old)
    for draft_id in gone:
        delete(draft_id=draft_id, now=now)
    return len(gone)


def lock_unsent(draft_id: UUID) -> Draft:
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("company", "data_key__company_key")
        .get(pk=draft_id)
    )
    if draft.sent_case_id is not None:
        raise AlreadySent
    return draft


def _save(draft: Draft, answers: dict[str, Answer], *, now: datetime) -> None:
    vault.seal(draft, "answers", answers)
    draft.expires_at = now + KEPT
    draft.save(update_fields=["answers", "expires_at"])


def _forget_file(answer: Answer, *, unless: str | None, now: datetime) -> None:
    if (file_id := answer.get("file")) and file_id != unless:
        files.destroy(file_id=UUID(file_id), now=now)
