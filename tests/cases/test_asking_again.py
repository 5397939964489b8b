"""Who does not answer is asked once more, half-way to the day from which the case may lapse."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases import reminders
from dsar.cases.models import Case, Notice
from dsar.cases.operations import clarifying, verifying
from dsar.cases.reminders import take_reminders
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from identity.operations import ItemSpec
from tests import desk

ASKED = desk.MONDAY + timedelta(days=1)  # Tuesday 24 November
WEEK_LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def owner(company):
    return desk.person(Role.OFFICER, company)


@pytest.fixture
def paused(identified, owner):
    return desk.asked(identified, now=ASKED)


def asked_again(case: Case) -> list[str]:
    return [unseal(row, "body")["text"] for row in case.messages.filter(kind="reminder")]


def test_a_week_after_the_question_the_owner_is_told_and_the_requester_asked_again(paused, owner):
    assert take_reminders(now=WEEK_LATER - timedelta(hours=2)) == 0
    assert take_reminders(now=WEEK_LATER) == 1

    assert [(row.kind, row.user) for row in Notice.objects.all()] == [("waiting+7", owner)]
    (text,) = asked_again(paused)
    assert text.startswith(
        "Dear Robin Requester,\n\nOn Tuesday 24 November 2026 we asked you a que"
    )
    assert "\n> Which calls?\n" in text
    assert "Until then our time to answer stands still." in text
    assert "If we hear nothing by Tuesday 8 December 2026, we may close your request." in text
    assert f"?ref={paused.reference}" in text


def test_the_letter_is_owed_by_mail_and_stands_in_the_audit_chain(paused):
    take_reminders(now=WEEK_LATER)

    letter = paused.messages.get(kind="reminder")
    mail = unseal(Message.objects.get(key=f"letter:{letter.pk}"), "payload")
    assert mail["to"] == "robin@example.org"
    assert "Which calls" not in mail["subject"]
    assert Event.objects.get(event="reminder.taken").facts["asked_again"] is True


def test_the_owner_hears_of_it_every_week_and_the_requester_once(paused):
    for week in range(1, 4):
        take_reminders(now=ASKED + timedelta(days=7 * week))

    kinds = Notice.objects.order_by("raised_at").values_list("kind", flat=True)
    assert list(kinds) == ["waiting+7", "waiting+14", "waiting+21"]
    assert len(asked_again(paused)) == 1


def test_forty_days_of_downtime_ask_once_and_say_that_it_may_be_closed(paused):
    late = ASKED + timedelta(days=41)  # a Monday

    assert take_reminders(now=late) == 1
    assert take_reminders(now=late) == 0
    assert "If we hear nothing, we may now close your request." in asked_again(paused)[0]
    assert Reminder.objects.get(taken_at=None).kind == "waiting+42"


def test_whoever_has_answered_is_not_asked_again(paused):
    clarifying.answer_question(case_id=paused.pk, text="September", now=ASKED + timedelta(days=2))

    assert not Reminder.objects.filter(kind__startswith="waiting", taken_at=None).exists()
    take_reminders(now=WEEK_LATER)
    assert asked_again(paused) == []


def test_another_question_is_another_letter(paused):
    take_reminders(now=WEEK_LATER)
    clarifying.answer_question(case_id=paused.pk, text="September", now=WEEK_LATER)
    desk.asked(paused, now=WEEK_LATER + timedelta(hours=1))

    take_reminders(now=WEEK_LATER + timedelta(days=7))

    assert len(asked_again(paused)) == 2


def test_proof_of_identity_is_asked_for_again_while_the_month_has_not_begun(case, owner):
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("passport", "document", "A copy of your passport")],
        doubt="unknown-address",
        facts="Never seen.",
        actor="user:1",
        now=ASKED,
    )

    take_reminders(now=WEEK_LATER)

    (text,) = asked_again(case)
    assert "we asked you to show us who you are" in text
    assert "> - A copy of your passport" in text
    assert "Our time to answer starts when we have heard from you." in text


def test_a_question_that_stops_no_clock_asks_nobody_again(identified, owner):
    desk.asked(identified, now=ASKED, which_data=False)

    assert not Reminder.objects.filter(kind__startswith="waiting").exists()
    take_reminders(now=WEEK_LATER)
    assert asked_again(identified) == []


def test_a_letter_to_somebody_without_an_address_waits_to_be_posted(company, owner):
    by_post = desk.Person(name="Robin Requester", postal="1 Invented Road")
    case = desk.identified_by_officer(desk.receive(company, person=by_post, channel="post"))
    desk.asked(case, now=ASKED)

    take_reminders(now=WEEK_LATER)

    assert case.messages.get(kind="reminder").by_post


def test_nothing_is_kept_if_the_last_step_fails(paused, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(reminders.audit, "record_all", fail)
    with pytest.raises(RuntimeError):
        take_reminders(now=WEEK_LATER)

    assert asked_again(paused) == []
    assert Reminder.objects.get(kind="waiting+7").taken_at is None
    assert not Notice.objects.exists()


def test_the_days_are_counted_from_the_first_thing_still_awaited(paused):
    assert Reminder.objects.get(kind="waiting+7").on == date(2026, 12, 1)
