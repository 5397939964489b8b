"""Not only the due date: the aim, the last days to extend, refuse, acknowledge, and what rests."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.cases.models import Case, Notice
from dsar.cases.operations import answering, extending, posting
from dsar.cases.operations.intake import Person
from dsar.cases.planning import plan_many, plan_reminders
from dsar.cases.reminders import take_reminders
from dsar.outbox.models import Message, State
from tests import desk

DAY = timedelta(days=1)


@pytest.fixture
def people(company):
    return {role: desk.person(role, company) for role in (Role.OFFICER, Role.LEAD, Role.DPO)}


def planned(case: Case) -> dict[str, date]:
    rows = Reminder.objects.filter(clock=case.clock_id, taken_at=None)
    return dict(rows.values_list("kind", "on"))


def extend(case: Case, now: datetime) -> None:
    extending.extend(
        case_id=case.pk, ground="complexity", reasons="Seven systems.", actor="user:1", now=now
    )


def test_a_new_case_is_planned_to_each_of_its_limits(case):
    # Promised by Monday 21 December, the law's date is Wednesday the 23rd.
    assert planned(case) == {
        "due-14": date(2026, 12, 7),
        "due-7": date(2026, 12, 14),
        "due-3": date(2026, 12, 18),
        "due-1": date(2026, 12, 20),
        "due-0": date(2026, 12, 21),
        "overdue-1": date(2026, 12, 22),
        "target-0": date(2026, 12, 18),
        "notice-3": date(2026, 12, 20),
        "notice-0": date(2026, 12, 23),
        "refusal-3": date(2026, 12, 20),
    }


def test_once_it_is_extended_nobody_is_told_that_it_could_be(identified):
    extend(identified, desk.MONDAY + DAY)

    kinds = planned(identified)
    assert not [kind for kind in kinds if kind.startswith("notice")]
    assert kinds["due-0"] == date(2027, 2, 23)
    assert "refusal-3" not in kinds  # under UK law the last day is the law's date, as extended


def test_in_the_union_an_extension_leaves_the_last_day_to_refuse_where_it_was(swedish):
    case = desk.identified(desk.receive(swedish))
    extend(case, desk.MONDAY + DAY)

    assert planned(case)["refusal-3"] == date(2026, 12, 20)
    assert planned(case)["due-0"] > date(2027, 2, 1)


def test_an_answer_that_nobody_checks_is_the_leads(identified, people):
    desk.in_review(identified, now=desk.MONDAY)
    assert planned(identified)["review+2"] == date(2026, 11, 25)

    for days in (2, 3, 4):
        take_reminders(now=desk.MONDAY + days * DAY)

    told = Notice.objects.filter(kind__startswith="review").order_by("raised_at")
    assert [(row.kind, row.user) for row in told] == [
        ("review+2", people[Role.LEAD]),
        ("review+4", people[Role.LEAD]),
    ]


def test_an_answer_that_was_checked_or_sent_back_waits_for_nobody(identified):
    desk.in_review(identified, now=desk.MONDAY)
    answering.send_back(
        case_id=identified.pk, reason="Add August.", actor="user:2", now=desk.MONDAY
    )
    assert "review+2" not in planned(identified)

    desk.ready(identified, now=desk.MONDAY + DAY)
    assert "review+2" not in planned(identified)


def test_a_review_reminder_left_behind_is_told_to_nobody(identified, people):
    desk.in_review(identified, now=desk.MONDAY)
    Case.objects.filter(pk=identified.pk).update(status="in_progress")

    take_reminders(now=desk.MONDAY + 2 * DAY)

    assert not Notice.objects.filter(kind__startswith="review").exists()


LIMIT = date(2026, 12, 3)


def wants_receipt(case: Case) -> Case:
    """As under a law that wants the receipt confirmed by a day of its own."""
    case.clock.acknowledge_by = LIMIT
    case.clock.save(update_fields=["acknowledge_by"])
    plan_reminders(case, now=desk.MONDAY)
    return case


@pytest.fixture
def to_acknowledge(case, people):
    return wants_receipt(case)


def test_a_receipt_that_did_not_leave_is_somebodys(to_acknowledge, people):
    assert planned(to_acknowledge)["acknowledgement-2"] == date(2026, 12, 1)

    take_reminders(now=at_nine(LIMIT))

    told = Notice.objects.filter(kind="acknowledgement-2")
    assert [row.user for row in told] == [people[Role.OFFICER]]


def test_a_receipt_that_left_is_nobodys(to_acknowledge):
    Message.objects.update(state=State.SENT, sent_at=desk.MONDAY)

    take_reminders(now=at_nine(LIMIT))

    assert not Notice.objects.filter(kind="acknowledgement-2").exists()
    assert not Reminder.objects.filter(kind="acknowledgement-2", taken_at=None).exists()


@pytest.mark.parametrize("left", [True, False])
def test_one_receipt_counts_for_all_that_was_asked_for_at_once(company, people, left):
    cases = [wants_receipt(case) for case in desk.asked_together(company, "access", "erasure")]
    if left:
        Message.objects.update(state=State.SENT, sent_at=desk.MONDAY)

    take_reminders(now=at_nine(LIMIT))

    told = Notice.objects.filter(kind="acknowledgement-2")
    assert {row.case for row in told} == (set() if left else set(cases))


@pytest.mark.parametrize("is_posted", [True, False])
def test_a_receipt_on_paper_is_somebodys_until_it_is_posted(company, people, is_posted):
    person = Person(name="Robin Requester", postal="1 Example Street\nLeeds")
    case = wants_receipt(desk.receive(company, person=person))
    if is_posted:
        posting.letter_posted(
            case_id=case.pk, message_id=case.messages.get(kind="received").pk,
            actor="user:1", now=desk.MONDAY,
        )  # fmt: skip

    take_reminders(now=at_nine(LIMIT))

    assert Notice.objects.filter(kind="acknowledgement-2").exists() is not is_posted


def at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_many_are_planned_as_each_by_itself(company, swedish):
    cases = [desk.receive(company), desk.identified(desk.receive(swedish)), desk.receive(company)]
    desk.in_review(cases[1], now=desk.MONDAY)
    desk.asked(desk.identified(cases[2]), now=desk.MONDAY + DAY)
    alone = []
    for case in Case.objects.order_by("pk"):
        plan_reminders(case, now=desk.MONDAY + DAY)
        alone.append(planned(case))
    Reminder.objects.all().delete()

    assert plan_many(Case.objects.all(), now=desk.MONDAY + DAY) == 3
    assert [planned(case) for case in Case.objects.order_by("pk")] == alone


def test_many_cost_as_many_statements_as_one(company, django_assert_num_queries):
    desk.receive(company)
    with django_assert_num_queries(STATEMENTS):
        plan_many(Case.objects.all(), now=desk.MONDAY)
    for _ in range(5):
        desk.receive(company)
    with django_assert_num_queries(STATEMENTS):
        plan_many(Case.objects.all(), now=desk.MONDAY)


# The keys, two for the offices, the ladder, a savepoint made and released, the locked cases, what
# is planned already.
STATEMENTS = 8
