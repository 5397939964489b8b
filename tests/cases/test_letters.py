"""What letters say, above all what they must not say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsar.cases.operations import clarifying, rights
from dsar.cases.operations.intake import Person
from tests import desk
from tests.desk import letter

BY_POST = Person(name="Robin Requester", postal="1 Example Street")


def test_a_complaint_is_acknowledged_without_promising_an_outcome_by_that_date(company):
    case = desk.receive(company, "complaint")

    text = letter(case, "received")
    assert "have received your complaint" in text
    assert "answer is due by" not in text
    assert "look for your data" not in text


@pytest.mark.parametrize("right", ["marketing", "consent"])
def test_whoever_is_to_stop_promises_no_check_of_who_asks(company, right):
    text = letter(desk.receive(company, right), "received")

    assert "We stop, without asking for anything else. We confirm it to you." in text
    assert "check who you are" not in text
    assert "address is yours" not in text
    assert "\n\n\n" not in text


def test_nor_where_two_such_come_together(company):
    first, _ = desk.asked_together(company, "marketing", "consent")

    text = letter(first, "received_together")
    assert "We stop, without asking for anything else." in text
    assert "check who you are" not in text
    both, _ = desk.asked_together(company, "access", "consent")
    assert "we check who you are, once for all of them" in letter(both, "received_together")


def test_a_letter_on_paper_sends_nobody_to_a_page(company):
    case = desk.receive(company, person=BY_POST)
    desk.identified_by_officer(case)
    desk.attached(case)
    desk.released(case)

    for kind in ("received", "answer"):
        assert "/status/" not in letter(case, kind)
        assert "code" not in letter(case, kind)
    assert "1 file comes with this letter" in letter(case, "answer")


def test_a_promise_that_passed_while_they_were_asked_is_called_passed(company):
    case = desk.identified(desk.receive(company, at=datetime(2026, 10, 1, 9, tzinfo=UTC)))
    desk.asked(case, now=datetime(2026, 10, 5, 9, tzinfo=UTC))

    clarifying.answer_question(
        case_id=case.pk, text="September", now=datetime(2026, 11, 5, 9, tzinfo=UTC)
    )

    text = letter(case, "resumed")
    assert "promised our answer by Thursday 29 October 2026; that day has passed" in text
    # One month to Sunday 1 November and 32 days: Thursday 3 December.
    assert "The law gives us until Thursday 3 December 2026" in text
    assert "answer is due by" not in text


@pytest.mark.parametrize(
    ("slug", "cited"),
    [("nexus-ip", "Art. 12(5)(b) UK GDPR"), ("technology-nexus", "12(5)(b) GDPR")],
)
def test_a_refusal_cites_the_law_of_the_company(db, slug, cited):
    case = desk.receive(desk.publish(slug))
    desk.refused(
        case,
        ground="manifestly-excessive",
        facts="The fourth time.",
        actor="user:1",
        now=desk.MONDAY,
    )

    assert cited in letter(case, "refused")


def test_naming_the_right_brings_the_promise_that_belongs_to_it(company):
    case = desk.receive(company, "other")
    assert case.clock.promise_on is None

    named = rights.choose_right(
        case_id=case.pk, right="access", actor="user:1", now=desk.MONDAY + timedelta(days=2)
    )

    assert named.clock.promise_on == named.clock.due_on == date(2026, 12, 21)
    assert named.clock.reminders.filter(kind="due-0", on=date(2026, 12, 21)).exists()


def test_no_letter_holds_gaps_where_something_was_left_out(company):
    case = desk.receive(company)

    assert "\n\n\n" not in letter(case, "received")
