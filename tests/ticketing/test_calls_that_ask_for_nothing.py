"""A Jira without a filter tells of every issue of its site: that holds up nothing that matters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dsar.api import help_desk_views
from dsar.cases.models import Case
from dsar.ticketing.models import Arrival
from tests import desk

from . import test_tickets_become_cases as zendesk_calls
from .conftest import NOW
from .connected import connect, connect_jira
from .test_issues_of_jira import SECRET, event, send
from .test_what_tickets_tell import comment, from_zendesk, status

LIMIT = "help-desk-call", 2, 3600


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def helpdesk(company, jira):
    return connect_jira(company, jira, secret=SECRET)


def test_a_busy_hour_of_other_issues_holds_up_no_request(company, helpdesk):
    _, most, _ = help_desk_views.CALLS
    others = [
        event("jira:issue_updated", labels=["urgent"], number=str(n)) for n in range(most + 1)
    ]

    assert {send(one).status_code for one in others} == {200}

    assert send().status_code == 201
    assert Case.objects.count() == Arrival.objects.count() == 1


def test_what_asks_for_nothing_costs_the_same_however_much_is_there(company, helpdesk):
    other = event("jira:issue_updated", labels=["urgent"], number="7")
    send(other)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            send(other)
        costs.append(len(asked))
        for number in range(5):
            desk.receive(company, external=("jira", str(10003 + number)))
    assert costs[0] == costs[1] <= 8


@pytest.mark.parametrize("content", [status("done"), comment(), event()])
def test_what_is_followed_is_counted(company, helpdesk, monkeypatch, content):
    desk.receive(company, external=("jira", "10002"))
    monkeypatch.setattr(help_desk_views, "CALLS", LIMIT)
    assert [send(content).status_code for _ in range(3)] == [200, 200, 429]


def test_what_cannot_be_read_is_counted(company, zendesk, monkeypatch):
    connect(company, zendesk, secret=zendesk_calls.SECRET)
    monkeypatch.setattr(help_desk_views, "CALLS", LIMIT)
    assert [zendesk_calls.send("{").status_code for _ in range(3)] == [400, 400, 429]


def test_a_zendesk_may_tell_of_all_its_tickets_too(company, zendesk, monkeypatch):
    connect(company, zendesk, secret=zendesk_calls.SECRET, takes_test=False)
    monkeypatch.setattr(help_desk_views, "CALLS", LIMIT)
    assert {from_zendesk().json()["reference"] for _ in range(4)} == {""}
    desk.receive(company, external=("zendesk", "48213"))
    assert from_zendesk(status="Solved").json()["said"] == "Noted at the case"
