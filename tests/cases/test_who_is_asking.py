"""The least that is enough, what it does to the clock, and what is left of it afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.errors import ClockError
from dsar.audit.models import Event
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import answering, closing, lapsing, verifying
from dsar.cases.operations.intake import Proof
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from identity.operations import ItemSpec
from tests import desk

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}
CONTRACT = ItemSpec("contract", "text", "Your contract number")
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
    "refused": lambda case: desk.refused(
        case, ground="manifestly-unfounded", facts="The fourth time.", **BY
    ),
    "set aside": lambda case: closing.set_aside(
        case_id=case.pk, outcome="duplicate", reason="The first one goes on.", **BY
    ),
    "lapsed": lambda case: lapsing.lapse(
        case_id=case.pk, reason="doubtful", actor="user:1", now=LATER + timedelta(days=14)
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_no_copy_of_a_document_outlives_the_case_however_it_ends(case, end):
    photo = shown_a_passport(case)

    ENDS[end](case)

    photo.refresh_from_db()
    assert photo.destroyed_at is not None
    item = case.verification.items.get(code="passport")
    assert (item.state, item.file_id) == ("deleted", None)
    assert "copy was deleted" in item.note


def test_the_chain_says_how_many_copies_went_with_the_case(case):
    shown_a_passport(case)

    closing.withdraw(case_id=case.pk, actor="requester", now=LATER)

    assert Event.objects.get(event="case.closed").facts["copies_destroyed"] == 1


# --- the address ----------------------------------------------------------------------------------


def test_a_code_to_their_own_address_proves_no_other_address(case):
    verifying.confirm_address(case_id=case.pk, now=LATER)
    ask_for(case, ItemSpec("company-email", "email", "Your company email address"))

    verifying.confirm_address(case_id=case.pk, now=LATER)  # they look at the page again

    asked = case.verification.items.get(code="company-email")
    assert (asked.state, asked.confirmed_at) == ("asked", None)
    assert case.verification.items.get(code="email").confirmed_at == LATER


def test_a_code_typed_after_the_end_changes_nothing(case):
    closing.withdraw(case_id=case.pk, actor="requester", now=LATER)
    events = Event.objects.count()

    verifying.confirm_address(case_id=case.pk, now=LATER)

    assert case.verification.items.get(code="email").state == "asked"
    assert Event.objects.count() == events


# --- the clock ------------------------------------------------------------------------------------


def test_what_they_lacked_when_they_asked_delays_no_month(db):
    """Art. 12A(2)(b): from the day the information came, not from the day it was looked at."""
    lacking = [Proof(code, not_held=True) for code in ("agreement-reference", "identity-document")]
    case = desk.receive(
        desk.publish("next-connex"), at=datetime(2026, 11, 2, 9, tzinfo=UTC), proofs=lacking
    )
    ask_for(case, CONTRACT, now=datetime(2026, 11, 4, 9, tzinfo=UTC))
    verifying.give_evidence(
        case_id=case.pk,
        proof=Proof("contract", text="K-17"),
        now=datetime(2026, 11, 6, 9, tzinfo=UTC),
    )

    accepted = verifying.accept_identity(
        case_id=case.pk,
        method="known_fact",
        actor="user:1",
        now=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )

    assert accepted.clock.started_on == date(2026, 11, 6)
    assert accepted.clock.statutory_on == date(2026, 12, 7)  # 6 December is a Sunday


def test_a_month_waits_for_everything_that_is_still_to_come(case):
    ask_for(case, CONTRACT, PASSPORT)

    one = verifying.give_evidence(case_id=case.pk, proof=Proof("contract", text="K-17"), now=LATER)
    assert one.clock.state == "starts-later"
    both = verifying.give_evidence(
        case_id=case.pk, proof=Proof("passport", not_held=True), now=LATER
    )
    assert both.clock.state == "running"


def test_posted_proof_cannot_have_come_tomorrow(case):
    ask_for(case, PASSPORT)

    with pytest.raises(ClockError, match="still to come"):
        verifying.accept_identity(
            case_id=case.pk, method="by_officer", came_on=date(2026, 11, 28), **BY
        )
    case.refresh_from_db()
    assert case.status == "verifying"


def test_they_are_told_from_when_the_month_runs(case):
    ask_for(case, CONTRACT)

    verifying.give_evidence(case_id=case.pk, proof=Proof("contract", text="K-17"), now=LATER)

    letter = unseal(case.messages.get(kind="resumed"), "body")["text"]
    assert "Monday 21 December 2026" in letter  # 28 days from receipt are promised


def test_no_date_is_told_while_a_question_is_open(case):
    ask_for(case, CONTRACT)
    desk.asked(case, now=LATER)

    verifying.give_evidence(case_id=case.pk, proof=Proof("contract", text="K-17"), now=LATER)

    assert not case.messages.filter(kind="resumed").exists()


# --- what it opens --------------------------------------------------------------------------------


def test_a_check_skipped_because_no_data_leaves_lets_none_leave(case):
    verifying.skip_identity(case_id=case.pk, reason="no-data-leaves", **BY)
    desk.ready(desk.attached(case, now=LATER), now=LATER)

    with pytest.raises(NotAllowed, match="no file can be released"):
        answering.release(case_id=case.pk, **BY)


def test_a_check_skipped_for_a_known_contact_opens_the_answer(case):
    verifying.skip_identity(case_id=case.pk, reason="known-contact", **BY)
    desk.ready(desk.attached(case, now=LATER), now=LATER)

    assert answering.release(case_id=case.pk, **BY).released_at == LATER
