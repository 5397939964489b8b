"""What only the desk does: act on a case as it was seen, print letters, give evidence."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from dsar.audit import operations as audit
from dsar.audit.bundle import archive
from dsar.audit.evidence import of_case
from dsar.cases import on_paper, transitions
from dsar.cases.changed import changes_since, last_change
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case, Message
from dsar.cases.operations.settling import lock_all
from dsar.companies.models import Company

__all__ = ["changes_since", "last_change"]


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
    # With what was asked with it, as some of what runs: the tie is always locked before a case.
    locked = next(one for one in lock_all(case.pk) if one.pk == case.pk)
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
def print_letters(*, letters: Sequence[Message], actor: str, now: datetime) -> bytes:
    """A PDF of these letters, and a note of each that this person has it. What cannot be printed
    was not looked at. Raises on_paper.Gone or typeset's Unprintable."""
    pdf = on_paper.pdf_of(letters)
    # In the order of companies, as everybody does who writes to several chains.
    for letter in sorted(letters, key=lambda one: one.company_id):
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
