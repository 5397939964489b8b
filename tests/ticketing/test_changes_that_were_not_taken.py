"""A change of a ticket that did not reach its case is told: the case may show an old state."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from dsar.api import help_desk_views
from dsar.cases.operations import erasing
from dsar.ticketing.arriving import not_taken
from dsar.ticketing.models import Arrival, HelpDesk, Ticket
from dsar.vault.operations import RootKeyAway
from tests import desk

from . import test_issues_of_jira as jira_calls
from .conftest import NOW
from .connected import connect, connect_jira
from .test_what_tickets_tell import SECRET, comment, from_zendesk, notes, status

SOON = NOW + timedelta(minutes=4)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def case(company, zendesk):
    connect(company, zendesk, secret=SECRET, takes_test=False)
    return desk.receive(company, external=("zendesk", "48213"))


@pytest.fixture
def of_jira(company, jira):
    connect_jira(company, jira, secret=SECRET)
    return desk.receive(company, external=("jira", "10002"))


def told(company):
    return [(one.outcome, one.ticket, one.fields) for one in not_taken([company.pk])]


@pytest.mark.parametrize(
    "at",
    [
        "yesterday",
        "2026-11-23T09:12",
        (NOW + timedelta(minutes=6)).isoformat(),
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "\ud800",
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_the_ticket_told(company, case, at):
    answer = from_zendesk(at=at, status="Solved")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "at"
    assert told(company) == [("refused", "48213", "at")]
    assert Arrival.objects.get().reference == case.reference
    assert not Ticket.objects.exists()


def test_a_clock_that_is_a_little_ahead_is_believed(case):
    assert from_zendesk(at=SOON.isoformat(), status="Solved").status_code == 200
    assert Ticket.objects.get().state == "done"


def test_an_event_of_jira_from_the_future_freezes_no_state(company, of_jira):
    ahead = status("done", at=NOW + timedelta(minutes=30))
    assert jira_calls.send(ahead).status_code == 400
    assert told(company) == [("refused", "10002", "at")]
    assert jira_calls.send(status("done")).status_code == 200


def test_of_a_ticket_without_a_case_no_change_is_told(company, zendesk):
    connect(company, zendesk, secret=SECRET, takes_test=False)
    assert from_zendesk(at="yesterday").status_code == 200
    assert told(company) == []


@pytest.mark.parametrize("error", [RootKeyAway("Nobody answers."), OperationalError("Gone.")])
def test_what_could_not_be_stored_is_told_until_it_comes_again(company, case, monkeypatch, error):
    def fails(*_, **__):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(help_desk_views, "follow", fails)
        assert from_zendesk(comment="Robin phoned.").status_code == 503
    assert told(company) == [("away", "48213", "")]

    assert from_zendesk(comment="Robin phoned.").status_code == 200
    assert told(company) == []
    assert notes(case) == ["Robin phoned."]


def test_one_too_many_is_told_until_it_comes_again(company, case, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(help_desk_views, "CALLS", ("help-desk-call", 0, 3600))
        assert from_zendesk().status_code == 429
    assert told(company) == [("too-many", "48213", "")]
    assert from_zendesk().status_code == 200
    assert told(company) == []


def test_while_the_key_is_away_a_change_is_told_too(company, case, monkeypatch):
    def away(_):
        raise RootKeyAway("Nobody answers.")

    with monkeypatch.context() as patched:
        patched.setattr(help_desk_views.arriving, "secret_of", away)
        assert from_zendesk().status_code == 503
    assert told(company) == [("away", "48213", "")]


def test_what_was_refused_stays_until_somebody_has_looked(company, case):
    """Its comment comes no more."""
    from_zendesk(at="yesterday", comment="I withdraw it.")
    assert from_zendesk(status="Solved").status_code == 200
    assert told(company) == [("refused", "48213", "at")]


def test_one_ticket_that_is_changed_for_ever_is_told_once(company, case):
    for _ in range(3):
        from_zendesk(at="yesterday")
    assert told(company) == [("refused", "48213", "at")]


def test_what_no_database_can_hold_is_left_out_of_a_comment(case):
    assert from_zendesk(comment="Half \ud800 a\0 sign").status_code == 200
    assert notes(case) == ["Half ? a sign"]


@pytest.mark.parametrize("odd", ["\ud800", "\0", "9" * 19, "٣"])
def test_an_odd_number_is_no_ticket_and_no_comment(case, of_jira, odd):
    assert from_zendesk(external={"system": "zendesk", "id": odd}).status_code == 200
    assert jira_calls.send(comment() | {"issue": {"id": odd}}).status_code == 200
    assert notes(case) == notes(of_jira) == []
    assert jira_calls.send(comment(number=odd)).status_code == 200
    assert notes(of_jira) == ["They sent the file."]


def test_once_the_case_is_erased_nothing_leads_to_the_ticket(company, case):
    from_zendesk(at="yesterday")
    desk.attached(desk.identified(case))
    desk.closed(case)
    later = NOW + timedelta(days=30)
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="X.", actor="user:1", now=later)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=later)

    assert told(company) == []
    row = Arrival.objects.get()
    assert (row.ticket, row.reference) == ("", "")


def test_the_release_before_may_go_on_listing_calls_while_its_tables_are_newer(company, case):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ticketing_arrival (company_id, desk_id, at, outcome, ticket, reference,"
            " fields) VALUES (%s, %s, now(), 'known', '', '', '')",
            [company.pk, HelpDesk.objects.get().pk],
        )
    assert not Arrival.objects.get().is_change
