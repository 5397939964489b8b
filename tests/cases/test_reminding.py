from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Escalation, Notice
from dsar.cases.notices import mail_notices
from dsar.cases.operations import assigning, closing, extending
from dsar.cases.reminders import take_reminders
from dsar.outbox import ticks
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.vault.operations import shred, unseal
from tests import desk
from tests.ageing import aged

# Received Monday 23 November at Nexus IP: due Monday 21 December.
MORNING = datetime(2026, 12, 7, 9, tzinfo=UTC)  # fourteen days before


@pytest.fixture
def people(company):
    return {role: desk.person(role, company) for role in (Role.OFFICER, Role.LEAD, Role.DPO)}


def told() -> list[str]:
    """The addresses of mails owed to staff, in order."""
    mail_notices(now=MORNING)
    rows = Message.objects.filter(key__regex="^(notice|digest):").order_by("pk")
    return [unseal(row, "payload")["to"] for row in rows]


def test_the_owner_is_told_fourteen_days_before_and_nobody_earlier(case, people):
    assigning.assign(case_id=case.pk, owner=people[Role.OFFICER], actor="user:1", now=desk.MONDAY)

    assert take_reminders(now=MORNING - timedelta(days=1)) == 0
    assert take_reminders(now=MORNING) == 1
    assert told() == ["officer@example.com"]


def test_a_case_without_an_owner_is_every_officers(case, people, company):
    desk.person(Role.OFFICER, company, name="colleague")

    take_reminders(now=MORNING)

    assert sorted(told()) == ["colleague@example.com", "officer@example.com"]


def test_a_reminder_is_taken_once_however_often_we_look(case, people):
    take_reminders(now=MORNING)

    assert take_reminders(now=MORNING) == take_reminders(now=MORNING + timedelta(hours=9)) == 0
    assert len(told()) == 1


def test_a_week_of_downtime_sends_each_once_late(case, people):
    Reminder.objects.exclude(kind__startswith="due-").delete()

    # 14, 7, 3 and 1 days before, the last two on Friday: owner four times, lead twice.
    assert take_reminders(now=datetime(2026, 12, 18, 9, tzinfo=UTC)) == 4
    assert Notice.objects.filter(user=people[Role.LEAD]).count() == 2
    assert Notice.objects.filter(user=people[Role.OFFICER]).count() == 4
    # Two mails, and one that holds all four.
    assert sorted(told()) == ["lead@example.com"] * 2 + ["officer@example.com"]


def test_the_day_itself_goes_up_and_stays_open_until_somebody_has_seen_it(case, people):
    take_reminders(now=datetime(2026, 12, 21, 9, tzinfo=UTC))

    raised = Escalation.objects.filter(case=case, kind="due-0", acknowledged_at=None)
    assert {row.level for row in raised} == {"lead", "dpo"}
    assigning.acknowledge(case=case, level="dpo", actor="user:3", now=MORNING)
    assert {row.level for row in raised.all()} == {"lead"}
    assert Event.objects.filter(event="escalation.acknowledged").count() == 1


def test_after_the_date_the_data_protection_officer_hears_of_it_every_day(case, people):
    take_reminders(now=datetime(2026, 12, 21, 9, tzinfo=UTC))
    before = told().count("dpo@example.com")

    for day in (22, 23, 24):
        take_reminders(now=datetime(2026, 12, day, 9, tzinfo=UTC))

    assert told().count("dpo@example.com") == before + 3


def test_a_reminder_says_which_case_and_how_late_and_nothing_of_the_person(case, people):
    take_reminders(now=datetime(2026, 12, 23, 9, tzinfo=UTC))

    mail_notices(now=datetime(2026, 12, 23, 9, tzinfo=UTC))
    row = Message.objects.filter(key__startswith="notice:").latest("pk")
    mail = unseal(row, "payload")
    assert mail["subject"] == f"{case.reference}: overdue by 2 days"
    assert "Monday 21 December 2026" in mail["text"]
    assert "Robin" not in str(mail)
    assert "access" not in mail["subject"]


def test_a_closed_case_owes_no_reminder_and_one_already_owed_is_dropped(case, people):
    take_reminders(now=MORNING)
    mail_notices(now=MORNING)
    closing.withdraw(case_id=case.pk, actor="requester", now=MORNING)

    assert not Reminder.objects.filter(clock=case.clock, taken_at=None).exists()
    drain(now=MORNING)
    owed = Message.objects.get(key__startswith="notice:")
    assert owed.state == "dropped"


def test_a_pause_takes_the_date_away_and_the_answer_plans_anew(case, people):
    desk.identified(case)
    desk.asked(case, now=desk.MONDAY + timedelta(days=1))
    assert [row.kind for row in Reminder.objects.filter(taken_at=None)] == ["waiting+7"]

    from dsar.cases.operations.clarifying import answer_question

    answer_question(case_id=case.pk, text="September", now=desk.MONDAY + timedelta(days=3))

    assert Reminder.objects.get(kind="due-0").on == date(2026, 12, 21)  # the promise, unmoved


def test_the_companys_own_morning_decides(swedish):
    desk.person(Role.OFFICER, swedish)
    desk.receive(swedish)  # due 23 December; 14 days before: 9 December, eight o'clock in Sweden

    assert take_reminders(now=datetime(2026, 12, 9, 6, 59, tzinfo=UTC)) == 0
    assert take_reminders(now=datetime(2026, 12, 9, 7, 0, tzinfo=UTC)) == 1


def test_each_reminder_taken_stands_in_the_audit_chain(case, people):
    take_reminders(now=MORNING)

    fact = Event.objects.get(event="reminder.taken").facts
    assert (fact["kind"], fact["planned_on"]) == ("due-14", "2026-12-07")
    assert fact["told"] == [f"user:{people[Role.OFFICER].pk}"]


def test_a_date_that_moved_and_is_reached_again_has_to_be_seen_again(identified, people):
    take_reminders(now=datetime(2026, 12, 18, 9, tzinfo=UTC))  # three days before
    assigning.acknowledge(case=identified, level="lead", actor="user:2", now=MORNING)
    extending.extend(
        case_id=identified.pk,
        ground="complexity",
        reasons="Seven systems.",
        actor="user:1",
        now=datetime(2026, 12, 18, 9, tzinfo=UTC),
    )

    again = datetime(2027, 2, 19, 9, tzinfo=UTC)  # the 20th is a Saturday
    take_reminders(now=again)

    raised = Escalation.objects.get(case=identified, kind="due-3")
    assert (raised.raised_at, raised.acknowledged_at, raised.acknowledged_by) == (again, None, "")


def test_an_owner_who_left_the_company_hears_nothing_and_the_others_do(case, people, company):
    desk.person(Role.OFFICER, company, name="colleague")
    owner = people[Role.OFFICER]
    assigning.assign(case_id=case.pk, owner=owner, actor="user:1", now=desk.MONDAY)
    owner.memberships.all().delete()

    take_reminders(now=MORNING)

    assert told() == ["colleague@example.com"]


def test_taking_reminders_of_many_cases_asks_once_who_works_there(
    company, people, django_assert_max_num_queries
):
    for _ in range(10):
        desk.receive(company)

    with django_assert_max_num_queries(39):  # ten or one, the same: two batches, one person
        assert take_reminders(now=MORNING) == 10
        assert mail_notices(now=MORNING) == 10


def test_an_erased_case_stops_nobody_elses_reminder(company, people):
    erased, other = desk.receive(company), desk.receive(company)
    shred(data_key_id=erased.data_key_id, now=MORNING)

    take_reminders(now=MORNING)

    assert [
        event.subject for event in Event.objects.filter(event="reminder.taken").order_by("seq")
    ] == [other.reference]


def test_a_long_round_of_reminders_shows_that_it_lives(company, people, monkeypatch):
    """Else ten thousand on one morning would look like a worker that hears nothing."""
    monkeypatch.setattr(ticks, "PROGRESS_EVERY", 0.0)
    desk.receive(company)
    for sweep in (take_reminders, mail_notices):
        aged(ticks.ROUND, minutes=5)
        with ticks.at_work(ticks.ROUND):
            assert sweep(now=desk.MONDAY + timedelta(days=60)) > 0

        assert not ticks.signs([ticks.ROUND])[0].stale
