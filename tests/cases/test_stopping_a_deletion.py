"""Before anything is deleted, the person has the days of the policy in which to stop it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.audit.queries import history
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import addressing, closing, reopening, stopping
from dsar.cases.operations.intake import Person
from dsar.cases.operations.posting import letter_posted
from dsar.cases.queries import as_json
from dsar.companies.operations import NotReady
from dsar.fulfilment import due
from dsar.outbox.models import Message as Owed
from tests import desk

NOW = desk.MONDAY + timedelta(hours=4)
LONG_AGO, LATER = desk.MONDAY - timedelta(days=300), desk.MONDAY - timedelta(days=200)
UNTIL = date(2026, 11, 30)
NOTHING = {"code": "crm", "name": "CRM", "what": "nothing", "ground": "", "why": ""}


@pytest.fixture
def company(company):
    return desk.give_days_to_stop(company, 7, now=LONG_AGO)


@pytest.fixture
def erasure(company) -> Case:
    return desk.identified(desk.receive(company, "erasure"))


def announced(case: Case, *, now=NOW) -> Case:
    return stopping.announce_deletion(case_id=case.pk, actor=desk.OFFICER, now=now)


def left(case: Case, at=NOW) -> None:
    """The mail server took the newest announcement."""
    letter = case.messages.filter(kind="deletion_announced").latest("at", "pk")
    owed = Owed.objects.filter(key=f"letter:{letter.pk}")
    assert owed.update(state="sent", sent_at=at) == 1


def gave_up(case: Case, state: str) -> None:
    letter = case.messages.filter(kind="deletion_announced").latest("at", "pk")
    owed = Owed.objects.filter(key=f"letter:{letter.pk}")
    assert owed.update(state=state, sent_at=None) == 1


def events(case: Case) -> list[str]:
    return [event.event for event in history(case.company_id, case.reference)]


def test_they_are_told_until_when_and_how(erasure):
    case = announced(erasure)

    assert (case.stop_told_on, case.stop_until) == (date(2026, 11, 23), UNTIL)
    letter = desk.letter(case, "deletion_announced")
    assert "until the end of Monday 30 November 2026" in letter
    assert "withdraw your request on its page" in letter
    assert "deletion.announced" in events(case)
    assert as_json(case, now=NOW)["stop_until"] == UNTIL


@pytest.mark.parametrize("language", ["en", "sv", "de", "nl", "fr"])
def test_the_letter_is_in_their_language(company, language):
    case = desk.identified(desk.receive(company, "erasure", language=language))

    assert ("What is deleted" in desk.letter(announced(case), "deletion_announced")) == (
        language == "en"
    )


def test_nothing_is_deleted_before_they_are_told(erasure):
    with pytest.raises(NotAllowed, match="tell the person first"):
        desk.done(erasure, now=NOW)


def test_nothing_is_deleted_on_the_last_day_and_on_the_next_it_is(erasure):
    announced(erasure)
    left(erasure)
    last = NOW + timedelta(days=7)
    with pytest.raises(NotAllowed, match="until Monday 30 November 2026"):
        desk.done(erasure, now=last)

    after = last + timedelta(days=1)
    with pytest.raises(Invalid, match="it was done later"):
        desk.done(erasure, now=after, done_on=UNTIL)
    desk.done(erasure, now=after)
    assert "action.taken" in events(erasure)


def test_where_nothing_is_deleted_nobody_waits(erasure):
    body = desk.DONE["erasure"] | {"places": [NOTHING]}

    desk.done(erasure, now=NOW, body=body)
    assert "action.taken" in events(erasure)


def test_whoever_stops_it_withdraws(erasure):
    announced(erasure)

    case = closing.withdraw(case_id=erasure.pk, actor="requester", now=NOW + timedelta(days=7))
    assert (case.status, case.outcome, case.stop_until) == ("closed", "withdrawn", None)
    assert events(case)[-2:] == ["deletion.stopped", "case.closed"]


def test_after_their_time_a_withdrawal_stopped_nothing(erasure):
    announced(erasure)

    closing.withdraw(case_id=erasure.pk, actor="requester", now=NOW + timedelta(days=8))
    assert "deletion.stopped" not in events(erasure)


def test_once_opened_again_it_is_announced_anew(erasure):
    announced(erasure)
    closing.withdraw(case_id=erasure.pk, actor="requester", now=NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    reopening.reopen(case_id=erasure.pk, reason="They want it.", actor=desk.OFFICER, now=later)

    assert announced(erasure, now=later).stop_until == date(2026, 12, 2)


def test_nobody_is_told_twice(erasure):
    announced(erasure)
    with pytest.raises(NotAllowed, match="no time to be told of"):
        announced(erasure)


def test_without_days_in_the_policy_there_is_no_wait(company):
    case = desk.identified(desk.receive(desk.give_days_to_stop(company, 0, now=LATER), "erasure"))

    with pytest.raises(NotAllowed, match="no time to be told of"):
        announced(case)
    desk.done(case, now=NOW)


def test_another_right_has_none(company):
    case = desk.identified(desk.receive(company, "access"))

    with pytest.raises(NotAllowed, match="no time to be told of"):
        announced(case)


def test_it_never_makes_the_answer_late(erasure):
    due_on = erasure.clock.due_on
    near = NOW + (due_on - timedelta(days=3) - NOW.date())
    assert announced(erasure, now=near).stop_until < due_on


def test_with_no_day_left_it_is_done_at_once(erasure):
    last = NOW + (erasure.clock.due_on - NOW.date())
    with pytest.raises(NotAllowed, match="no time to be told of"):
        announced(erasure, now=last)
    desk.done(erasure, now=last)


def on_paper(company) -> Case:
    person = Person(name="Robin Requester", postal="1 Quay\nLeeds")
    return desk.identified_by_officer(
        desk.receive(company, "erasure", person=person, channel="post")
    )


def posted(case: Case, at) -> None:
    letter = case.messages.filter(kind="deletion_announced").latest("at", "pk")
    letter_posted(case_id=case.pk, message_id=letter.pk, actor=desk.OFFICER, now=at)


def test_a_letter_on_paper_has_to_be_posted(company):
    case = on_paper(company)
    announced(case)
    after = NOW + timedelta(days=8)
    with pytest.raises(
        NotAllowed, match=r"Monday 23 November 2026, and the letter .* has not left"
    ):
        desk.done(case, now=after)

    posted(case, after)
    with pytest.raises(NotAllowed, match=r"left only on Tuesday 1 December 2026.* anew"):
        desk.done(case, now=after)

    assert announced(case, now=after).stop_until == date(2026, 12, 8)
    posted(case, after)
    with pytest.raises(NotAllowed, match="until Tuesday 8 December 2026"):
        desk.done(case, now=after + timedelta(days=7))
    desk.done(case, now=after + timedelta(days=8))


def test_a_letter_that_was_posted_on_its_day_counts(company):
    case = on_paper(company)
    announced(case)
    posted(case, NOW + timedelta(hours=2))

    desk.done(case, now=NOW + timedelta(days=8))
    assert "action.taken" in events(case)


@pytest.mark.parametrize("state", ["queued", "failed", "dropped"])
def test_a_mail_that_never_left_is_no_announcement(erasure, state):
    announced(erasure)
    gave_up(erasure, state)

    with pytest.raises(NotAllowed, match=r"has not left\. Tell them anew"):
        desk.done(erasure, now=NOW + timedelta(days=8))


def test_a_mail_that_was_given_up_can_be_announced_anew_on_the_same_day(erasure):
    announced(erasure)
    gave_up(erasure, "failed")
    again = NOW + timedelta(hours=1)

    announced(erasure, now=again)

    left(erasure, again)
    desk.done(erasure, now=NOW + timedelta(days=8))


def test_after_a_mail_that_left_too_late_they_have_their_days_again(erasure):
    announced(erasure)
    left(erasure, NOW + timedelta(days=3))
    later = NOW + timedelta(days=8)
    with pytest.raises(NotAllowed, match="left only on Thursday 26 November 2026"):
        desk.done(erasure, now=later)

    announced(erasure, now=later)
    left(erasure, later)
    with pytest.raises(NotAllowed, match="until Tuesday 8 December 2026"):
        desk.done(erasure, now=later)
    desk.done(erasure, now=later + timedelta(days=8))


def test_only_the_newest_letter_counts(company):
    case = on_paper(company)
    announced(case)
    later = NOW + timedelta(days=2)
    announced(case, now=later)  # the first was never posted, and never will be
    posted(case, later)

    desk.done(case, now=later + timedelta(days=8))


def test_a_letter_that_left_too_late_with_no_day_left_holds_nothing_up(erasure):
    announced(erasure)
    left(erasure, NOW + timedelta(days=3))
    last = NOW + (erasure.clock.due_on - NOW.date())

    with pytest.raises(NotAllowed, match="no time to be told of"):
        announced(erasure, now=last)
    desk.done(erasure, now=last)


@pytest.mark.parametrize("said", ["set aside", "another address"])
def test_what_was_announced_before_is_announced_anew(erasure, said):
    announced(erasure)
    left(erasure)
    later = NOW + timedelta(days=2)
    if said == "set aside":
        closing.set_aside(
            case_id=erasure.pk, outcome="duplicate", reason="R.", actor=desk.OFFICER, now=later
        )
        reopening.reopen(case_id=erasure.pk, reason="Not so.", actor=desk.OFFICER, now=later)
    else:
        moved(erasure, later)

    erasure.refresh_from_db()
    assert (erasure.stop_told_on, erasure.stop_until) == (None, None)


def moved(case: Case, at) -> None:
    addressing.change_contact(
        case_id=case.pk,
        email="robin.new@example.net",
        postal="",
        reason="They called.",
        actor=desk.OFFICER,
        now=at,
    )


@pytest.fixture
def deleted(erasure) -> Case:
    announced(erasure)
    left(erasure)
    desk.done(erasure, now=NOW + timedelta(days=8))
    erasure.refresh_from_db()
    return erasure


def test_what_is_gone_already_stays_as_it_was_announced(deleted):
    moved(deleted, NOW + timedelta(days=9))

    deleted.refresh_from_db()
    assert deleted.stop_until == UNTIL


def test_nobody_is_told_of_what_is_gone_and_it_can_be_put_right(company):
    given_later = desk.give_days_to_stop(company, 0, now=LATER)
    case = desk.identified(desk.receive(given_later, "erasure"))
    desk.done(case, now=NOW)
    Case.objects.filter(pk=case.pk).update(
        policy=desk.give_days_to_stop(company, 7, now=NOW).policy
    )
    case.refresh_from_db()

    with pytest.raises(NotAllowed, match="no time to be told of"):
        announced(case)
    desk.done(case, now=NOW, body=desk.DONE["erasure"])


def test_what_was_recorded_can_be_put_right_after_a_letter_that_was_lost(deleted):
    gave_up(deleted, "failed")

    desk.done(deleted, now=NOW + timedelta(days=9), body=desk.DONE["erasure"])
    assert not stopping.may_announce(deleted, today=NOW.date() + timedelta(days=9))


def test_what_is_gone_cannot_be_stopped(deleted):
    assert not stopping.may_be_stopped(deleted, today=UNTIL)


def test_what_a_system_is_asked_is_due_only_after(erasure):
    announced(erasure)
    erasure.refresh_from_db()

    first = UNTIL + timedelta(days=1)
    assert due.due_on(erasure, NOW.date()) >= first


def test_no_last_day_without_the_day_of_telling_even_by_sql(erasure):
    with (
        pytest.raises(IntegrityError, match="stopped_until_a_day_after_told"),
        transaction.atomic(),
    ):
        Case.objects.filter(pk=erasure.pk).update(stop_told_on=UNTIL, stop_until=UNTIL)


@pytest.mark.parametrize("days", [-1, 15])
def test_no_policy_gives_more_than_two_weeks(company, days):
    with pytest.raises(NotReady, match="14 days at most"):
        desk.give_days_to_stop(company, days, now=LATER)
