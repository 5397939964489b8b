"""Up the ladder of people, a level at a time, until somebody says “seen”."""

from datetime import UTC, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.escalating import Raised, escalate, pass_on
from dsar.cases.models import Escalation, Notice
from dsar.cases.operations import assigning, clarifying, closing, extending
from dsar.cases.planning import plan_reminders
from dsar.cases.reminders import take_reminders
from dsar.cases.staff import staff_of
from dsar.companies.models import Membership
from tests import desk

# Received Monday 23 November at Nexus IP, due Monday 21 December: three days before is a Friday.
FRIDAY = datetime(2026, 12, 18, 8, tzinfo=UTC)
# Working mornings after that; Friday is Christmas Day, the Monday after it a holiday instead.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (
    datetime(2026, 12, day, 9, tzinfo=UTC) for day in (21, 22, 23, 24)
)


@pytest.fixture
def people(company):
    found = {role.value: desk.person(role, company) for role in (Role.OFFICER, Role.LEAD, Role.DPO)}
    found["deputy"] = desk.person(Role.OFFICER, company, name="deputy")
    Membership.objects.filter(user=found["deputy"]).update(is_deputy=True)
    return found


@pytest.fixture
def raised(identified, people):
    """The lead was told that three days are left, and before that the owner of earlier ones."""
    assigning.assign(
        case_id=identified.pk, owner=people["officer"], actor="user:1", now=desk.MONDAY
    )
    # Told on Friday as well, since nobody works on the Sunday.
    Reminder.objects.exclude(kind__in=["due-14", "due-7", "due-3"]).delete()
    take_reminders(now=FRIDAY)
    return identified


def open_levels(case) -> list[str]:
    rows = Escalation.objects.filter(case=case, acknowledged_at=None)
    return [row.level for row in rows.order_by("raised_at", "pk")]


def heard() -> list[tuple[str, str]]:
    """Who was told that somebody below them did not answer."""
    notices = Notice.objects.filter(kind="escalated").order_by("raised_at", "pk")
    return [(notice.user.name, notice.silent) for notice in notices]


def test_nobody_is_told_before_the_time_is_over(raised):
    due = FRIDAY + timedelta(hours=8)  # eight working hours of a day of ten

    assert pass_on(now=due - timedelta(seconds=1)) == 0
    assert pass_on(now=due) == 1
    assert heard() == [("Dpo", "lead")]


def test_only_hours_in_which_the_office_is_open_count(identified, people):
    take_reminders(now=FRIDAY + timedelta(hours=7))  # three in the afternoon: three hours left

    due = Escalation.objects.get(kind="due-3").next_at
    assert due == datetime(2026, 12, 21, 13, 0, tzinfo=UTC)
    assert pass_on(now=due - timedelta(seconds=1)) == 0
    assert pass_on(now=due) > 0


@pytest.mark.parametrize("at", [FRIDAY.replace(hour=23), FRIDAY.replace(day=20, hour=12)])
def test_nobody_is_told_at_night_or_on_a_sunday(raised, at):
    assert pass_on(now=at) == 0
    assert pass_on(now=MONDAY) == 1


def test_a_case_that_nobody_answers_for_climbs_to_the_last_level_and_stays_there(raised):
    for now in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        pass_on(now=now)

    assert heard() == [("Dpo", "lead"), ("Deputy", "dpo")]
    assert open_levels(raised) == ["lead", "dpo", "deputy"]
    last = Escalation.objects.get(case=raised, level="deputy")
    assert (last.next_at, last.is_last) == (None, True)


def test_looking_twice_or_with_the_clock_set_back_passes_nothing_on_again(raised):
    assert pass_on(now=MONDAY) == 1
    assert pass_on(now=MONDAY) == pass_on(now=FRIDAY + timedelta(hours=9)) == 0
    assert heard() == [("Dpo", "lead")]


def test_each_passing_on_stands_in_the_audit_chain(raised, people):
    pass_on(now=MONDAY)

    event = Event.objects.get(event="escalation.passed-on")
    assert (event.subject, event.actor) == (raised.reference, "system")
    assert event.facts == {
        "kind": "due-3",
        "silent": "lead",
        "level": ["dpo"],
        "told": [f"user:{people['dpo'].pk}"],
    }


def test_whoever_has_seen_it_stops_it(raised):
    assigning.acknowledge(case=raised, level="lead", actor="user:2", now=FRIDAY)

    assert pass_on(now=MONDAY) == 0
    assert heard() == []


def test_somebody_above_who_has_seen_it_stops_the_levels_below_which_stay_open(raised, people):
    pass_on(now=MONDAY)
    Escalation.objects.filter(level="lead").update(next_at=FRIDAY)  # as if told once more
    assigning.acknowledge(case=raised, level="dpo", actor="user:3", now=MONDAY)

    assert pass_on(now=TUESDAY) == 0
    assert open_levels(raised) == ["lead"]


def test_somebody_below_who_sees_it_too_late_does_not_answer_for_those_above(raised):
    pass_on(now=MONDAY)
    assigning.acknowledge(case=raised, level="lead", actor="user:2", now=MONDAY)

    pass_on(now=TUESDAY)

    assert heard() == [("Dpo", "lead"), ("Deputy", "dpo")]


@pytest.mark.parametrize(
    "change",
    [
        lambda case, now: closing.withdraw(case_id=case.pk, actor="requester", now=now),
        lambda case, now: desk.released(desk.attached(case, now=now), now=now),
        lambda case, now: desk.asked(case, now=now),
        lambda case, now: extending.extend(
            case_id=case.pk, ground="complexity", reasons="Seven.", actor="user:1", now=now
        ),
    ],
    ids=["closed", "released", "paused", "extended"],
)
def test_what_is_over_is_not_passed_on(raised, change):
    change(raised, FRIDAY + timedelta(minutes=5))

    assert pass_on(now=MONDAY) == 0
    assert heard() == []


def test_a_pause_that_ended_on_the_same_date_is_as_if_it_had_not_been(raised):
    """The promise of 28 days is moved by no pause: the date is the one that was escalated for."""
    desk.asked(raised, now=FRIDAY + timedelta(minutes=5))
    clarifying.answer_question(
        case_id=raised.pk, text="September", now=FRIDAY + timedelta(minutes=9)
    )

    assert pass_on(now=MONDAY) == 1


def test_what_was_not_checked_in_time_and_then_was_is_not_passed_on(identified, people):
    """Two days since the answer went to review; the date by which it is due has not moved."""
    case = desk.in_review(desk.attached(identified))
    staff = staff_of([case], now=FRIDAY)
    escalate([Raised(case, "review+2", frozenset({"lead"}))], staff=staff, now=FRIDAY)
    desk.approved(case, now=FRIDAY)

    assert pass_on(now=MONDAY) == 0


def test_a_level_without_anybody_is_passed_over(raised, people):
    Membership.objects.filter(role=Role.DPO).delete()

    pass_on(now=MONDAY)

    assert heard() == [("Deputy", "lead")]
    assert open_levels(raised) == ["lead", "deputy"]


def test_with_nobody_above_it_stays_with_the_last_who_was_told(raised, people):
    Membership.objects.exclude(role=Role.LEAD).exclude(user=people["officer"]).delete()

    assert pass_on(now=MONDAY) == 0
    assert Escalation.objects.get(case=raised).is_last
    assert heard() == []


def test_two_levels_told_at_once_start_one_clock_only(raised):
    Reminder.objects.filter(clock=raised.clock).delete()
    plan_reminders(raised, now=FRIDAY)
    take_reminders(now=datetime(2026, 12, 21, 8, tzinfo=UTC))

    rows = Escalation.objects.filter(case=raised, kind="due-0")
    assert {row.level: row.next_at is not None for row in rows} == {"lead": False, "dpo": True}


def test_many_are_passed_on_with_as_few_statements_as_one(
    company, people, django_assert_max_num_queries
):
    for _ in range(10):
        desk.receive(company)
    Reminder.objects.exclude(kind="due-3").delete()
    take_reminders(now=FRIDAY)

    with django_assert_max_num_queries(10 * 2 + 20):  # two for each event of the chain
        assert pass_on(now=MONDAY) == 10


def test_whoever_says_seen_has_read_what_they_were_told(raised, people):
    lead = people["lead"]
    assigning.acknowledge(case=raised, level="lead", actor=lead.actor, now=FRIDAY)

    assert not Notice.objects.filter(user=lead, read_at=None).exists()
    assert Notice.objects.filter(user=people["officer"], read_at=None).exists()
