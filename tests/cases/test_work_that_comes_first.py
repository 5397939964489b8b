"""What a floor above knows to be undone holds an answer back at each step on its way out."""

import pytest

from dsar.audit.models import Event
from dsar.cases import gates
from dsar.cases.gates import Held, Reason
from dsar.cases.models import Case
from dsar.cases.operations import answering
from tests import desk

UNDONE = Reason("Nobody has looked into the archive yet.", "#archive")


@pytest.fixture
def undone(monkeypatch):
    """One reason as long as it stands in the list."""
    reasons = [UNDONE]
    monkeypatch.setattr(gates, "_GATES", {})
    gates.register("archive", lambda case: reasons)
    return reasons


STEPS = {
    "in_progress": lambda case: answering.send_to_review(
        case_id=case.pk, answer="All.", actor=desk.OFFICER, now=desk.MONDAY
    ),
    "in_review": lambda case: answering.approve(
        case_id=case.pk, actor=desk.approver(case.company).actor, now=desk.MONDAY
    ),
    "ready": lambda case: answering.release(case_id=case.pk, actor=desk.OFFICER, now=desk.MONDAY),
}


def brought(case: Case, status: str) -> Case:
    if status == "in_review":
        return desk.in_review(case)
    return desk.ready(case) if status == "ready" else case


@pytest.mark.parametrize("status", STEPS)
def test_each_step_towards_the_requester_is_held_back(identified, undone, status):
    undone.clear()
    brought(identified, status)
    undone.append(UNDONE)
    before = Event.objects.count()

    with pytest.raises(Held, match=r"cannot be answered yet\. Nobody has looked") as held:
        STEPS[status](identified)

    assert held.value.reasons == (UNDONE,)
    identified.refresh_from_db()
    assert (identified.status, Event.objects.count()) == (status, before)
    undone.clear()
    STEPS[status](identified)


def test_every_gate_is_asked_and_with_the_case(identified, undone):
    gates.register("of it", lambda case: [Reason(f"Look at {case.reference}.")])

    assert gates.reasons_of(identified) == [UNDONE, Reason(f"Look at {identified.reference}.")]
