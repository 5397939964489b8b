"""Asking once the first period is over lengthens the time to answer, not the time to refuse."""

from datetime import date

import pytest

from deadlines.working import Event, compute

D = date.fromisoformat
LONGER = Event("extend", D("2027-03-20"), 2, "months")


def extended(rule: str, *events: Event, received: str = "2027-03-01"):
    calendar = "SE" if rule.startswith("gdpr") else "GB-ENG"
    return compute(rule=rule, calendar=calendar, received=D(received), events=events)


@pytest.mark.parametrize(
    ("rule", "due", "refuse_by"),
    [
        ("gdpr-eu-1182", "2027-06-21", "2027-04-01"),
        ("uk-gdpr-12a", "2027-06-21", "2027-06-21"),
    ],
)
def test_the_last_day_for_a_notice_stays_once_it_has_passed(rule, due, refuse_by):
    asked, came = Event("pause", D("2027-04-12")), Event("resume", D("2027-04-30"))

    working = extended(rule, LONGER, asked, came)

    assert (working.due_on, working.notice_by) == (D(due), D("2027-04-01"))
    assert working.refuse_by == D(refuse_by)


def test_it_moves_with_what_was_asked_before_it():
    events = [
        *(Event("pause", D("2027-03-04")), Event("resume", D("2027-03-08")), LONGER),
        *(Event("pause", D("2027-04-05")), Event("resume", D("2027-04-07"))),
        *(Event("pause", D("2027-05-05")), Event("resume", D("2027-05-07"))),
    ]

    working = extended("gdpr-eu-1182", *events)

    assert working.excluded_days == 8
    assert working.refuse_by == D("2027-04-07")  # 1 April and 4 + 2 days


def test_a_notice_on_the_monday_stays_a_reading_whatever_is_asked_later():
    told = Event("extend", D("2027-03-01"), 2, "months")  # 28 February is a Sunday
    asked, came = Event("pause", D("2027-03-10")), Event("resume", D("2027-03-20"))

    working = extended("uk-gdpr-12a", told, asked, came, received="2027-01-31")

    step = next(step for step in working.steps if step.what == "extended")
    assert (step.certainty, step.safe_on) == ("reading", D("2027-03-01"))
    assert (working.due_on, working.safe_on) == (D("2027-05-11"), D("2027-03-01"))
