"""Two people press at the same moment, on real connections: one wins, the other is told why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.audit.verifying import verify
from dsar.cases.errors import CaseError
from dsar.cases.models import Escalation, Notice
from dsar.cases.operations import answering, closing, extending, verifying
from dsar.cases.reminders import take_reminders
from dsar.cases.replanning import plan_anew
from dsar.companies.operations import publish_policy
from dsar.companies.rules import QuietDays
from tests import desk
from tests.together import together

NOW = desk.MONDAY + timedelta(days=1)


@pytest.fixture
def case(transactional_db):
    return desk.receive(desk.publish())


def test_two_officers_accept_the_same_identity(case):
    verifying.confirm_address(case_id=case.pk, now=NOW)

    def accept(actor: str) -> object:
        return verifying.accept_identity(case_id=case.pk, method="email_code", actor=actor, now=NOW)

    results = together(lambda: accept("user:1"), lambda: accept("user:2"))

    assert sum(isinstance(result, CaseError) for result in results) == 1
    assert Event.objects.filter(event="identity.accepted").count() == 1


def test_two_officers_extend_the_same_case(case):
    def extend(actor: str) -> object:
        return extending.extend(
            case_id=case.pk, ground="complexity", reasons="Seven systems.", actor=actor, now=NOW
        )

    results = together(lambda: extend("user:1"), lambda: extend("user:2"))

    assert sum(isinstance(result, CaseError) for result in results) == 1
    assert case.messages.filter(kind="extension").count() == 1


def test_the_requester_withdraws_while_the_answer_is_released(case):
    for _ in range(5):
        again = desk.identified(desk.receive(case.company))
        desk.ready(again)
        results = together(
            lambda: answering.release(case_id=again.pk, actor="user:1", now=NOW),  # noqa: B023
            lambda: closing.withdraw(case_id=again.pk, actor="requester", now=NOW),  # noqa: B023
        )
        again.refresh_from_db()

        assert sum(isinstance(result, CaseError) for result in results) == 1
        assert (again.released_at is None) == (again.outcome == "withdrawn")


def test_two_workers_take_the_same_reminder_once(case):
    desk.person(Role.OFFICER, case.company)
    desk.person(Role.DPO, case.company)

    Reminder.objects.exclude(kind__startswith="due-").delete()

    results = together(*[lambda: take_reminders(now=NOW + timedelta(days=27))] * 3)

    assert sum(results) == 5  # 14, 7, 3, 1 days before, and the day
    keys = list(Notice.objects.values_list("key", "user"))
    # For want of a lead the DPO hears what is meant for one: three and one day before.
    assert len(keys) == len(set(keys)) == 7
    assert Escalation.objects.filter(level="dpo").count() == 3


def test_many_requests_at_once_leave_one_gapless_chain(case):
    together(*[lambda: desk.receive(case.company)] * 8)

    assert Event.objects.filter(event="case.received").count() == 9
    assert all(report.clean for report in verify())


def test_two_workers_plan_anew_while_a_third_takes_what_is_due(transactional_db):
    company = desk.publish()
    officer = desk.person(Role.OFFICER, company)
    cases = [desk.receive(company) for _ in range(12)]
    due = datetime(2026, 12, 17, 9, tzinfo=UTC)
    quiet = (QuietDays("2026-12-18", "2026-12-20", "Moving house"),)
    said = company.policy.rules.hours
    rules = replace(
        company.policy.rules, hours=replace(said, value=replace(said.value, quiet=quiet))
    )
    publish_policy(company_id=company.pk, rules=rules, actor="user:1", now=NOW)

    results = together(
        lambda: plan_anew(now=due), lambda: plan_anew(now=due), lambda: take_reminders(now=due)
    )
    take_reminders(now=due)

    assert not [one for one in results if isinstance(one, Exception)]
    assert sorted(results[:2]) == [0, 12]
    told = Notice.objects.filter(kind="due-3", user=officer)
    assert {row.case_id for row in told} == {case.pk for case in cases}
    assert told.count() == 12
