"""Somebody acts for the data subject: that they may, until when, and who both of them are."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from dsar.vault.operations import seal
from identity.models import Method

from ..authority import Authority
from ..errors import Invalid, NotAllowed
from ..models import Case
from ..proof import is_representative
from .answering import ask_anew
from .changing import lock_case, record, today_at


@transaction.atomic
def accept_authority(
    *,
    case_id: UUID,
    kind: str,
    expires_on: date,
    subject_method: str,
    facts: str,
    actor: str,
    now: datetime,
) -> Case:
    """An officer saw that they may act for the data subject, and knows who that is.

    Accepted again, the newer one counts. After `expires_on` nothing is released. Who the
    representative is stays another question, with an answer of its own. An answer that was
    approved under an authority that has ended is looked at anew.
    """
    case = lock_case(case_id, doing="accept_authority")
    if not is_representative(case):
        raise NotAllowed(f"{case.reference}: they ask for themselves; no authority is needed.")
    if kind not in Authority.Kind.values:
        raise Invalid("kind", "Choose what the authority rests on.")
    if subject_method not in Method.values:
        raise Invalid("subject_method", "Choose how we know who the data subject is.")
    if expires_on < today_at(case, now):
        raise Invalid("expires_on", "This day has passed: ask for an authority that still holds.")
    if not facts.strip():
        raise Invalid("facts", "Write down what you saw, and what it lets them do.")
    authority = Authority.objects.filter(case=case).first() or Authority(
        company=case.company, case=case
    )
    ended = authority.accepted_at is not None and authority.expires_on < today_at(case, now)
    authority.case = case
    authority.kind, authority.expires_on = kind, expires_on
    authority.subject_method = subject_method
    authority.accepted_at, authority.accepted_by = now, actor
    seal(authority, "facts", facts)
    authority.save()
    record(
        case,
        "authority.accepted",
        actor=actor,
        now=now,
        authority=kind,
        expires_on=expires_on.isoformat(),
        subject_method=subject_method,
    )
    if ended:
        ask_anew(case, actor=actor, now=now)
    return case
