"""When the receipt of a complaint was confirmed, and by when it had to be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsar.cases.models import Case, Message
from dsar.cases.operations.intake import Person
from dsar.companies.models import Company
from dsar.outbox.models import Message as Mail
from dsar.outbox.models import State
from dsar.reports.acknowledging import KINGDOM
from dsar.reports.complaints import register_of
from dsar.reports.figures import FIGURES
from dsar.reports.scope import Scope
from tests import desk

THURSDAY = datetime(2026, 11, 5, 10, 0, tzinfo=UTC)
# The thirtieth day is Saturday 5 December.
MONDAY_AFTER = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
TUESDAY_AFTER = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
PAPER = Person(name="Robin Paper", postal="1 Quay\nLeeds")


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


def in_time(case: Case, now: datetime) -> bool:
    """As the month's report counts it."""
    scope = Scope((case.company,), date(2026, 11, 1), date(2026, 11, 30), now)
    return scope.cases.filter(FIGURES["complaints-acknowledged"].where(scope)).exists()


def posted(company: Company, at: datetime) -> Case:
    case = desk.receive(company, "complaint", at=THURSDAY, person=PAPER)
    Message.objects.filter(case=case).update(posted_at=at)
    return case


def test_a_thirtieth_day_on_a_saturday_rolls_to_monday_in_the_kingdom(company):
    case = posted(company, MONDAY_AFTER)

    [line] = register_of([case], MONDAY_AFTER)

    assert case.clock.rule == KINGDOM
    assert (line.acknowledge_by, line.late) == (date(2026, 12, 7), False)
    assert in_time(case, MONDAY_AFTER)


def test_the_day_after_it_is_late(company):
    case = posted(company, TUESDAY_AFTER)

    [line] = register_of([case], TUESDAY_AFTER)

    assert line.late
    assert not in_time(case, TUESDAY_AFTER)


def test_under_another_law_the_thirtieth_day_stays(company):
    case = posted(company, MONDAY_AFTER)
    case.clock.rule = "days-30"
    case.clock.save()

    [line] = register_of([case], MONDAY_AFTER)

    assert (line.acknowledge_by, line.late) == (date(2026, 12, 5), True)
    assert not in_time(case, MONDAY_AFTER)


@pytest.mark.parametrize("state", [State.QUEUED, State.FAILED, State.DROPPED])
def test_a_mail_that_never_left_confirms_nothing(company, state):
    case = desk.receive(company, "complaint", at=THURSDAY)
    Mail.objects.update(state=state)

    [line] = register_of([case], TUESDAY_AFTER)

    assert (line.acknowledged_on, line.owed, line.late) == (None, True, True)
    assert not in_time(case, TUESDAY_AFTER)


@pytest.mark.parametrize(("days", "late"), [(1, False), (32, False), (33, True)])
def test_a_mail_counts_on_the_day_it_left(company, days, late):
    case = desk.receive(company, "complaint", at=THURSDAY)
    sent_at = THURSDAY + timedelta(days=days)
    Mail.objects.update(state=State.SENT, sent_at=sent_at)

    [line] = register_of([case], sent_at)

    assert (line.acknowledged_on, line.late) == (sent_at.date(), late)
    assert in_time(case, sent_at) is not late
