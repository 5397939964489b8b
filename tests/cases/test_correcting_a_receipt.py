"""The request came on another day than was written down: everything follows, and it is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.errors import ClockError
from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Message
from dsar.cases.operations import correcting
from dsar.vault.operations import unseal
from tests import desk

REASON = "The envelope is stamped the 18th."
NOW = desk.MONDAY + timedelta(days=2)
THE_18TH = date(2026, 11, 18)


def correct(case: Case, day: date = THE_18TH, **given: object) -> Case:
    given = {"reason": REASON, "actor": "user:1", "now": NOW} | given
    return correcting.correct_receipt(case_id=case.pk, received_on=day, **given)


def test_every_date_follows_from_the_right_day(case):
    correct(case)

    case.refresh_from_db()
    assert case.clock.received_on == THE_18TH
    assert case.clock.statutory_on == date(2026, 12, 18)
    assert case.clock.promise_on == case.clock.due_on == date(2026, 12, 16)  # 28 days
    assert case.received_at == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def test_the_hour_stays_and_the_time_zone_is_the_companys(swedish):
    case = desk.receive(swedish, at=datetime(2026, 10, 26, 22, 30, tzinfo=UTC))  # 23:30 there

    case = correct(case, date(2026, 10, 20))  # summer time there

    assert case.received_at == datetime(2026, 10, 20, 21, 30, tzinfo=UTC)


def test_it_is_in_the_chain_with_dates_and_without_the_reason(case):
    correct(case)

    assert Event.objects.get(event="receipt.corrected").facts == {
        "was_received_on": "2026-11-23",
        "received_on": "2026-11-18",
        "before": "2026-12-21",
        "after": "2026-12-16",
        "rule": "uk-gdpr-12a",
    }
    note = Message.objects.get(case=case, direction="note")
    assert unseal(note, "body")["text"] == REASON
    noted = case.clock.events.get()
    assert (noted.kind, noted.was, noted.became) == (
        "receipt-corrected",
        desk.MONDAY.date(),
        THE_18TH,
    )


def test_the_requester_is_told_the_right_day_and_the_new_date(case):
    correct(case)

    text = unseal(Message.objects.get(case=case, kind="receipt", direction="out"), "body")["text"]
    assert "did not reach us on Monday 23 November 2026, but on Wednesday 18 November 2026" in text
    assert "The answer is due by Wednesday 16 December 2026" in text


def test_reminders_follow(case):
    correct(case)

    assert case.clock.reminders.get(kind="due-7").on == date(2026, 12, 9)


def test_the_law_is_that_of_the_right_day(company):
    case = desk.receive(company, at=datetime(2026, 2, 6, 9, tzinfo=UTC))
    assert case.clock.rule == "uk-gdpr-12a"

    case = correct(case, date(2026, 2, 4), now=datetime(2026, 2, 9, 9, tzinfo=UTC))

    assert case.clock.rule == "uk-gdpr-ico"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 11, 26), "cannot lie in the future"),
        (date(2026, 11, 24), "was recorded on Monday 23 November 2026: it cannot have come later"),
    ],
)
def test_a_day_on_which_it_cannot_have_come(case, day, sentence):
    with pytest.raises(Invalid, match=sentence):
        correct(case, day)

    _stands_as_it_stood(case)


def test_the_same_day_is_no_correction(case):
    with pytest.raises(ClockError, match="Monday 23 November 2026 already"):
        correct(case, desk.MONDAY.date())

    _stands_as_it_stood(case)


def test_what_happened_since_must_still_come_after_it(company):
    case = desk.receive(company, at=desk.MONDAY - timedelta(days=9), now=desk.MONDAY)
    desk.asked(desk.identified(case), now=desk.MONDAY - timedelta(days=5))

    with pytest.raises(ClockError, match="after what is recorded for Wednesday 18 November 2026"):
        correct(case, date(2026, 11, 20))


def test_without_a_reason_nothing_changes(case):
    with pytest.raises(Invalid, match="Write the reason"):
        correct(case, reason="")

    _stands_as_it_stood(case)


@pytest.mark.parametrize("end", [desk.closed, desk.released])
def test_what_was_answered_or_closed_is_not_corrected(identified, end):
    end(identified)

    with pytest.raises(NotAllowed):
        correct(identified)


def _stands_as_it_stood(case: Case) -> None:
    case.refresh_from_db()
    assert case.clock.received_on == desk.MONDAY.date()
    assert case.received_at == desk.MONDAY
    assert not Event.objects.filter(event="receipt.corrected").exists()
    assert not case.messages.filter(direction="note").exists()
