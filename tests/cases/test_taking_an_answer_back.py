"""An answer can be taken back until somebody has opened it, and not a moment longer."""

from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Notice
from dsar.cases.notices import mail_notices
from dsar.cases.operations import answering, closing, downloading, recalling
from dsar.outbox import reasons
from dsar.outbox.models import Message, State
from dsar.vault.operations import unseal
from tests import desk

NOW = desk.MONDAY + timedelta(hours=8)
BY = {"actor": desk.OFFICER, "now": NOW}


@pytest.fixture
def released(identified):
    return desk.released(desk.attached(identified))


def recall(case: Case, reason: str = "The wrong file.") -> Case:
    return recalling.recall(case_id=case.pk, reason=reason, **BY)


def take(case: Case, now=NOW) -> Case:
    return downloading.take_file(case_id=case.pk, document=case.documents.get(), now=now)


def letter_of(case: Case) -> Message:
    [letter] = case.messages.filter(kind="answer")
    return Message.objects.get(key=f"letter:{letter.pk}")


def test_an_unopened_answer_is_taken_back_and_the_time_counts_on(identified):
    before = identified.clock.due_on
    released = desk.released(desk.attached(identified))

    case = recall(released)

    assert (case.status, case.released_at, case.release_approval) == ("in_review", None, None)
    assert (case.clock.stopped_on, case.clock.due_on) == (None, before)
    assert Event.objects.get(event="answer.recalled").facts["due_on"] == before.isoformat()
    text = unseal(case.messages.get(kind="recalled"), "body")["text"]
    assert "We have taken our answer back" in text


def test_a_closed_case_whose_answer_nobody_opened_can_be_taken_back(released):
    closing.close(case_id=released.pk, outcome="fulfilled", **BY)

    case = recall(released)

    assert (case.status, case.outcome, case.closed_at) == ("in_review", "", None)


def test_what_was_taken_back_needs_another_approval(released):
    recall(released)

    with pytest.raises(NotAllowed):
        answering.release(case_id=released.pk, **BY)
    assert desk.approved(released, now=NOW).status == "ready"
    assert answering.release(case_id=released.pk, **BY).released_at == NOW


def test_what_was_taken_back_cannot_be_downloaded(released):
    recall(released)

    with pytest.raises(NotAllowed, match="took this answer back"):
        take(released)
    assert not Event.objects.filter(event="answer.downloaded").exists()


def test_after_the_first_download_there_is_no_way_back(released):
    take(released)

    with pytest.raises(NotAllowed, match="report that"):
        recall(released)
    released.refresh_from_db()
    assert released.released_at is not None


def test_an_answer_given_again_can_be_taken_back_again(released):
    recall(released)
    desk.approved(released, now=NOW)
    answering.release(case_id=released.pk, **BY)

    assert recall(released).status == "in_review"


def test_a_letter_that_has_not_left_does_not_leave(released):
    letter = letter_of(released)
    assert reasons.still_holds(letter.reason_name, letter.reason_subject)

    recall(released)

    assert not reasons.still_holds(letter.reason_name, letter.reason_subject)


def test_the_first_letter_stays_back_also_once_a_second_one_leaves(released):
    first = letter_of(released)
    recall(released)
    desk.approved(released, now=NOW)
    answering.release(case_id=released.pk, **BY)

    assert not reasons.still_holds(first.reason_name, first.reason_subject)


def test_a_letter_that_has_left_without_a_file_cannot_be_taken_back(identified):
    case = desk.released(identified)
    Message.objects.filter(pk=letter_of(case).pk).update(state=State.SENT, sent_at=NOW)

    with pytest.raises(NotAllowed, match="the letter has left"):
        recall(case)


def test_a_case_that_was_not_answered_has_nothing_to_take_back(identified):
    ready = desk.ready(identified)

    with pytest.raises(NotAllowed, match="nothing to take back"):
        recall(ready)


def test_it_is_taken_back_for_a_reason(released):
    with pytest.raises(Invalid):
        recall(released, " ")


# --- how long it lies ready ---------------------------------------------------------------------


def test_an_answer_lies_ready_for_thirty_days_and_can_be_opened_again(released):
    later = released.released_at + timedelta(days=30)
    take(released, later - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="is over"):
        take(released, later)

    downloading.open_again(case_id=released.pk, actor=desk.OFFICER, now=later)

    assert take(released, later + timedelta(days=29)).first_download_at < later


def test_five_wrong_codes_are_told_once_a_day_also_when_the_case_is_closed(released, company):
    desk.approver(company)
    Notice.objects.all().delete()
    closing.close(case_id=released.pk, outcome="fulfilled", **BY)

    for _ in range(2):
        downloading.tell_of_codes(case_id=released.pk, document=released.documents.get(), now=NOW)
    mail_notices(now=NOW)

    [notice] = Notice.objects.filter(kind="codes")
    mail = Message.objects.get(key=f"notice:{notice.pk}")
    assert "Somebody typed wrong codes" in unseal(mail, "payload")["text"]
    assert mail.reason_name == ""
    assert Event.objects.filter(event="download.refused").count() == 2
