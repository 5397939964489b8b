"""A question about the request: when it stops the clock, and when it does not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsar.cases.errors import Invalid, Unlawful
from dsar.cases.operations import clarifying
from dsar.cases.transitions import Status
from tests import desk
from tests.desk import letter

LATER = desk.MONDAY + timedelta(days=4)


def test_a_question_about_which_data_pauses_a_copy_in_the_uk(company):
    case = desk.receive(company, at=datetime(2026, 10, 16, 9, tzinfo=UTC))
    desk.identified(case)
    asked = desk.asked(case, now=datetime(2026, 10, 20, 9, tzinfo=UTC))
    assert (asked.clock.state, asked.clock.due_on) == ("paused", None)

    answered = clarifying.answer_question(
        case_id=case.pk, text="September.", now=datetime(2026, 11, 2, 9, tzinfo=UTC)
    )

    # 16 November and 14 days, both ends counted; a Monday, a holiday in Scotland only.
    assert answered.clock.statutory_on == date(2026, 11, 30)
    assert answered.status == Status.IN_PROGRESS
    assert "Friday 13 November 2026" in letter(case, "resumed")


def test_no_question_pauses_a_deletion_in_the_uk(company):
    case = desk.identified(desk.receive(company, "erasure"))
    before = case.clock.due_on

    with pytest.raises(Unlawful, match="clock runs on"):
        desk.asked(case)
    case.refresh_from_db()
    assert (case.status, case.clock.due_on) == (Status.IN_PROGRESS, before)

    desk.asked(case, which_data=False)
    case.refresh_from_db()
    assert (case.status, case.clock.due_on) == (Status.AWAITING_REQUESTER, before)


def test_a_question_about_format_leaves_the_clock_running(identified):
    before = identified.clock.due_on

    assert desk.asked(identified, which_data=False).clock.due_on == before


@pytest.mark.parametrize("answer", ["", "   "])
def test_an_empty_answer_is_none(identified, answer):
    desk.asked(identified)

    with pytest.raises(Invalid, match="Write your answer"):
        clarifying.answer_question(case_id=identified.pk, text=answer, now=LATER)
