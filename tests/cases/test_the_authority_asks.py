"""What passes between a company and its supervisory authority is kept with the case."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from dsar.audit.queries import history
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import erasing, regulating
from dsar.cases.regulator_contact import RegulatorContact
from dsar.cases.regulator_contacts import Standing, of_case, standing, unanswered
from dsar.content.taking_in import TakenIn
from dsar.portal.own_page import files_of
from dsar.vault.operations import unseal
from tests import desk

NOW = desk.MONDAY + timedelta(days=30)
TODAY = NOW.date()
DUE = TODAY + timedelta(days=14)


def note(case: Case, **given) -> RegulatorContact:
    return regulating.note_regulator(
        **{
            "case_id": case.pk,
            "direction": "received",
            "happened_on": TODAY,
            "due_on": DUE,
            "summary": "They ask why we kept the calls.",
            "their_reference": "IC-1234",
            "actor": desk.OFFICER,
            "now": NOW,
        }
        | given
    )


def test_it_is_sealed_and_the_chain_knows_that_it_was(case):
    contact = note(case)

    assert unseal(contact, "said")["their_reference"] == "IC-1234"
    event = history(case.company_id, case.reference).latest("seq")
    assert event.event == "regulator.noted"
    assert "IC-1234" not in str(event.facts)


def test_no_clock_moves(case):
    before = case.clock.due_on
    note(case)

    case.refresh_from_db()
    case.clock.refresh_from_db()
    assert (case.status, case.clock.due_on) == ("received", before)


def test_it_is_recorded_of_a_closed_case_too(identified):
    assert note(desk.closed(identified)).pk


def test_its_file_is_kept_and_no_requester_sees_it(identified):
    case = desk.closed(identified)
    contact = note(case, upload=TakenIn("letter.txt", "text/plain", BytesIO(b"Dear Sirs")))

    case.refresh_from_db()
    assert contact.document.kind == "regulator"
    assert files_of(case) == []


def test_what_is_answered_is_owed_no_more(case):
    note(case)
    assert standing([case]) == {case.pk: Standing(1, DUE)}

    note(case, direction="sent", due_on=None)
    assert standing([case]) == {case.pk: Standing(2, None)}
    assert unanswered(of_case(case)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"direction": "both"}, "direction"),
        ({"happened_on": TODAY + timedelta(days=1)}, "happened_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"direction": "sent"}, "due_on"),
        ({"summary": " "}, "summary"),
    ],
)
def test_what_cannot_be_is_refused(case, wrong, field):
    with pytest.raises(Invalid) as refused:
        note(case, **wrong)
    assert refused.value.field == field
    assert not RegulatorContact.objects.exists()


def test_no_answer_is_due_before_it_was_asked_for_even_by_sql(case):
    contact = note(case)
    with pytest.raises(IntegrityError, match="regulator_due_after"), transaction.atomic():
        RegulatorContact.objects.filter(pk=contact.pk).update(due_on=date(2020, 1, 1))


def test_it_goes_with_the_case(identified):
    case = desk.closed(identified)
    note(case)
    by = {"case_id": case.pk, "now": NOW}
    erasing.ask_erasure(ground="asked", reason="They phoned.", actor=desk.OFFICER, **by)
    erasing.agree_erasure(actor=desk.approver(case.company).actor, **by)

    assert RegulatorContact.objects.get().said is None
    with pytest.raises(NotAllowed, match="erased"):
        note(case)
