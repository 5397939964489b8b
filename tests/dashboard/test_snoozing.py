"""Snoozing hides a case from one officer's own lists for a while, and does nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.operations import correcting, snoozing
from dsar.cases.snooze import Snooze
from tests import desk

from .conftest import NOW, page_of, words

TOMORROW = {"when": "tomorrow"}


@pytest.fixture
def urgent(company):
    """Due on Friday 27 November: four days from now."""
    return desk.receive(company, at=NOW - timedelta(days=24))


def test_it_leaves_todays_lists_and_stands_under_snoozed(client, urgent):
    before = urgent.clock.due_on
    page = client.post(page_of(urgent, "snooze"), TOMORROW, follow=True)

    text = words(page)
    assert f"{urgent.reference} is snoozed until Tuesday 24 November 2026, 09:00." in text
    assert "0 due within 7 days, 0 waiting for the requester, 0 new, 1 snoozed by you." in text
    assert f"{urgent.reference} Snoozed until Tuesday 24 November 2026, 09:00" in text
    urgent.clock.refresh_from_db()
    assert urgent.clock.due_on == before
    assert Event.objects.filter(subject=urgent.reference).latest("seq").event == "case.received"


def test_nobody_elses_list_is_shorter(client, urgent, lead, signed_in):
    client.post(page_of(urgent, "snooze"), TOMORROW)

    assert "1 due within 7 days" in words(signed_in(lead).get("/desk/"))
    assert "Snoozed" not in words(signed_in(lead).get(page_of(urgent)))


def test_it_is_back_when_the_time_has_come(client, urgent, clock):
    client.post(page_of(urgent, "snooze"), TOMORROW)
    clock.set(datetime(2026, 11, 24, 9, 1, tzinfo=UTC))

    assert "1 due within 7 days, 0 waiting for the requester, 1 new." in words(client.get("/desk/"))


def test_it_is_shown_again_at_once(client, urgent):
    client.post(page_of(urgent, "snooze"), TOMORROW)
    assert "Snoozed until Tuesday 24 November 2026, 09:00" in words(client.get(page_of(urgent)))

    client.post(page_of(urgent, "wake"))

    assert "1 due within 7 days" in words(client.get("/desk/"))


def test_a_time_after_the_due_date_is_refused(client, urgent):
    page = client.post(page_of(urgent, "snooze"), {"when": "monday"})

    assert page.status_code == 400
    assert f"{urgent.reference} is due on Friday 27 November 2026: not later" in words(page)
    assert not Snooze.objects.exists()


def test_the_due_date_itself_is_not_after_it(client, urgent):
    client.post(page_of(urgent, "snooze"), {"when": "day", "day": "2026-11-27", "time": "15:00"})

    assert Snooze.objects.get().until == datetime(2026, 11, 27, 15, tzinfo=UTC)


def test_a_due_date_that_moves_before_it_brings_the_case_back(client, company):
    case = desk.receive(company, at=NOW - timedelta(days=2))
    client.post(page_of(case, "snooze"), {"when": "day", "day": "2026-12-10"})
    assert "1 snoozed by you" in words(client.get("/desk/"))

    correcting.correct_receipt(
        case_id=case.pk,
        received_on=(NOW - timedelta(days=24)).date(),
        reason="It lay in another mailbox.",
        actor="user:1",
        now=NOW,
    )

    assert "snoozed by you" not in words(client.get("/desk/"))
    assert "1 due within 7 days" in words(client.get("/desk/"))


@pytest.mark.parametrize(
    ("until", "said"),
    [(NOW, "still to come"), (NOW + timedelta(days=32), "At most 31 days")],
)
def test_what_waits_without_a_date_is_looked_at_within_a_month(company, officer, until, said):
    waiting = desk.asked(desk.identified(desk.receive(company)))

    with pytest.raises(Invalid, match=said):
        snoozing.snooze(case_id=waiting.pk, until=until, actor=officer.actor, now=NOW)


def test_a_closed_case_is_not_snoozed(company, officer):
    closed = desk.closed(desk.identified(desk.receive(company)))

    with pytest.raises(NotAllowed, match="is closed"):
        snoozing.snooze(
            case_id=closed.pk, until=NOW + timedelta(days=1), actor=officer.actor, now=NOW
        )


def test_all_cases_can_show_only_what_i_snoozed(client, urgent, company):
    desk.receive(company)
    client.post(page_of(urgent, "snooze"), TOMORROW)

    page = client.get("/desk/cases/?marked=snoozed")

    assert f"{urgent.reference} Snoozed until" in words(page)
    assert page.content.decode().count('class="ref"') == 1


def test_a_stranger_snoozes_nothing(signed_in, stranger, urgent):
    browser = signed_in(stranger)

    assert browser.post(page_of(urgent, "snooze"), TOMORROW).status_code == 404
    assert not Snooze.objects.exists()


def test_the_day_is_the_one_at_the_company(signed_in, swedish):
    case = desk.receive(swedish)
    browser = signed_in(desk.person(Role.OFFICER, swedish, name="sven"))
    browser.post(page_of(case, "snooze"), TOMORROW)

    assert Snooze.objects.get().until == datetime(2026, 11, 24, 8, tzinfo=UTC)
