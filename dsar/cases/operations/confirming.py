"""Proof that speaks for itself: what they type or whom they ask decides, and nobody has to judge.

A wrong try is counted for good, whatever becomes of the rest: each of these first asks identity/,
which commits, and then changes the case, unless the page on which it was typed is shut by then.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from identity import operations as identity
from identity.errors import ExpiredCode
from identity.models import Item
from identity.operations import ItemSpec

from ..models import Case
from .intake import Proof
from .verifying import give_evidence

LETTER = ItemSpec("letter-code", Item.Kind.LETTER, _("The code from our letter"))
LETTER_PURPOSE = "letter"


def tell_fact(*, case: Case, code: str, text: str, now: datetime) -> Case:
    """What they know, compared with its hash where an officer said what is held and kept nowhere;
    else sealed for an officer to compare. Raises WrongFact."""
    verification_id = case.verification_id
    if not identity.is_compared(verification_id=verification_id, code=code):
        return give_evidence(case_id=case.pk, proof=Proof(code, text=text), page=case, now=now)
    identity.match(verification_id=verification_id, code=code, text=text, now=now)
    proof = Proof(code, confirmed=True)
    return give_evidence(case_id=case.pk, proof=proof, page=case, now=now)


def enter_letter_code(*, case: Case, typed: str, now: datetime) -> Case:
    """The code of our newest letter came back. Raises what `identity.check` raises."""
    made = identity.newest(purpose=LETTER_PURPOSE, subject=letter_subject(case.pk))
    if made is None:
        raise ExpiredCode
    identity.check(challenge_id=made.pk, code=typed, purpose=LETTER_PURPOSE, now=now)
    proof = Proof(LETTER.code, confirmed=True)
    with transaction.atomic():
        given = give_evidence(case_id=case.pk, proof=proof, page=case, now=now)
        identity.use(challenge_id=made.pk, now=now)
    return given


def letter_subject(case_id: UUID) -> str:
    return f"letter:{case_id}"
