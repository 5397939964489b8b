"""What cannot be done now, or is not to be done, keeps nothing else waiting."""

from datetime import timedelta

import pytest

from dsar.ticketing import noting, tasking
from dsar.ticketing.models import TaskIssue, Ticket
from dsar.vault.models import CompanyKey
from dsar.vault.operations import RootKeyError
from tests import desk

from .conftest import NOW
from .connected import connect, connect_jira
from .test_searches_in_jira import asked

BEFORE = NOW - timedelta(minutes=1)


@pytest.fixture(autouse=True)
def one_at_once(monkeypatch):
    monkeypatch.setattr(tasking, "AT_ONCE", 1)
    monkeypatch.setattr(noting, "AT_ONCE", 1)


@pytest.fixture
def other(db):
    """Whose turn comes first, and whose key is away."""
    return desk.publish("nexus-ip")


def lose_the_key(company):
    keys = CompanyKey.objects.filter(company_id=company.pk)
    assert keys.update(stored_as="in no folder", wrapped=None)


def test_a_search_that_a_machine_is_asked_for(company, jira):
    connect_jira(company, jira, project="DSR")
    case = desk.identified(desk.receive(company))
    asked(case, now=BEFORE, name="CRM", by_machine=True)
    task = asked(case)

    assert tasking.owe(now=NOW) == 1
    assert TaskIssue.objects.get().task_id == task.pk


def test_searches_of_a_company_whose_key_is_away(company, other, jira):
    tasks = []
    for one, now in ((other, BEFORE), (company, NOW)):
        connect_jira(one, jira, project="DSR")
        tasks.append(asked(desk.identified(desk.receive(one)), now=now))
    lose_the_key(other)

    with pytest.raises(RootKeyError):
        tasking.owe(now=NOW)

    assert TaskIssue.objects.get().task_id == tasks[1].pk


def test_notes_of_a_company_whose_key_is_away(company, other, zendesk):
    cases = []
    for one in (other, company):
        connect(one, zendesk)
        cases.append(desk.receive(one, external=("zendesk", "48213")))
    assert cases[0].pk < cases[1].pk
    lose_the_key(other)

    with pytest.raises(RootKeyError):
        noting.owe(now=NOW)

    assert Ticket.objects.get().case_id == cases[1].pk
