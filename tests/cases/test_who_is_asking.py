"""The least that is enough, what it does to the clock, and what is left of it afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations import closing, refusing, verifying
from dsar.cases.operations.intake import Proof
from dsar.vault.models import SealedFile
from identity.operations import ItemSpec
from tests import desk

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}
PASSPORT = ItemSpec("passport", "document", "A passport")


def ask_for(case: Case, *items: ItemSpec, **change) -> Case:
    given = {"items": items, "doubt": "unknown-address", "facts": "Not on file."} | BY | change
    return verifying.ask_for_identity(case_id=case.pk, **given)


def shown_a_passport(case: Case) -> SealedFile:
    ask_for(case, PASSPORT)
    photo = desk.a_file(case, b"\xff\xd8\xff photo")
    verifying.give_evidence(case_id=case.pk, proof=Proof("passport", file_id=photo.pk), now=LATER)
    return photo


ENDS: dict[str, Callable[[Case], Case]] = {
    "withdrawn": lambda case: closing.withdraw(case_id=case.pk, actor="requester", now=LATER),
    "refused": lambda case: refusing.refuse(
        case_id=case.pk, ground="manifestly-unfounded", facts="The fourth time.", **BY
    ),
    "set aside": lambda case: closing.set_aside(
        case_id=case.pk, outcome="duplicate", reason="The first one goes on.", **BY
    ),
    "lapsed": lambda case: verifying.lapse(case_id=case.pk, reason="doubtful", **BY),
}


@pytest.mark.parametrize("end", ENDS)
def test_no_copy_of_a_document_outlives_the_case_however_it_ends(case, end):
    photo = shown_a_passport(case)

    ENDS[end](case)

    photo.refresh_from_db()
    assert photo.destroyed_at == LATER
    item = case.verification.items.get(code="passport")
    assert (item.state, item.file_id) == ("deleted", None)
    assert "copy was deleted" in item.note


def test_the_chain_says_how_many_copies_went_with_the_case(case):
    shown_a_passport(case)

    closing.withdraw(case_id=case.pk, actor="requester", now=LATER)

    assert Event.objects.get(event="case.closed").facts["copies_destroyed"] == 1
