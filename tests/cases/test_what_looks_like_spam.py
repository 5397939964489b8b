"""What looks like a machine's is never dropped: it counts, and an officer says what it is."""

from datetime import timedelta

import pytest

from dsar.audit.queries import history
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import suspecting
from tests import desk

NOW = desk.MONDAY + timedelta(hours=2)
BY = {"actor": desk.OFFICER, "now": NOW}


@pytest.fixture
def suspected(company) -> Case:
    case = desk.receive(company)
    suspecting.suspect(cases=[case], sign="trap", now=desk.MONDAY)
    return case


def fresh(case: Case) -> Case:
    return Case.objects.select_related("clock").get(pk=case.pk)


def last_event(case: Case) -> str:
    return list(history(case.company_id, case.reference))[-1].event


def test_its_clock_runs_as_that_of_any_other(company, suspected):
    other = desk.receive(company)

    assert fresh(suspected).suspected == "trap"
    assert suspected.clock.due_on == other.clock.due_on is not None
    assert fresh(suspected).clock.state == "running"
    assert suspected.clock.reminders.count() == other.clock.reminders.count() > 0


def test_a_real_one_is_marked_no_longer_and_nothing_else_moves(suspected):
    before = fresh(suspected).clock.due_on

    suspecting.trust(case_id=suspected.pk, **BY)

    case = fresh(suspected)
    assert (case.suspected, case.status, case.clock.due_on) == ("", "received", before)
    assert last_event(case) == "case.trusted"


def test_all_that_was_sent_with_a_real_one_is_real(company):
    cases = desk.asked_together(company, "access", "erasure")
    suspecting.suspect(cases=cases, sign="too-fast", now=desk.MONDAY)

    suspecting.trust(case_id=cases[1].pk, **BY)

    assert [fresh(case).suspected for case in cases] == ["", ""]
    assert [last_event(case) for case in cases] == ["case.trusted"] * 2


def test_spam_is_closed_as_no_request_with_its_reason(suspected):
    suspecting.call_spam(case_id=suspected.pk, reason="Five hundred alike today.", **BY)

    case = fresh(suspected)
    assert (case.outcome, case.clock.stopped_on is not None) == ("not_a_request", True)
    assert "Five hundred alike today." in desk.letter(case, "set_aside")
    assert "case.called-spam" in [e.event for e in history(case.company_id, case.reference)]


def test_a_reason_is_needed(suspected):
    with pytest.raises(Invalid, match="Write the reason"):
        suspecting.call_spam(case_id=suspected.pk, reason=" ", **BY)

    assert fresh(suspected).is_open


def test_what_nothing_speaks_against_is_no_spam(company):
    case = desk.receive(company)

    with pytest.raises(NotAllowed, match="does not look like spam"):
        suspecting.call_spam(case_id=case.pk, reason="I do not like it.", **BY)
