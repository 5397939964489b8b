from datetime import timedelta

import pytest

from tests import desk

from . import jira_stand_in, stand_in
from .connected import connect

NOW = desk.MONDAY + timedelta(hours=1)


@pytest.fixture
def zendesk(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with stand_in.listening() as zendesk:
        zendesk.tickets[48213] = stand_in.Ticket()
        yield zendesk


@pytest.fixture
def jira(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with jira_stand_in.listening() as jira:
        jira.issues["10002"] = jira_stand_in.Issue()
        yield jira


@pytest.fixture
def company(db):
    return desk.publish("connexai")


@pytest.fixture
def helpdesk(company, zendesk):
    return connect(company, zendesk)
