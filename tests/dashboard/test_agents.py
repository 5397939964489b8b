"""An administrator sees who may file for others, and takes a token back."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.agents.enrolling import enrol
from dsar.agents.models import Token
from dsar.audit.models import Event
from tests import desk
from tests.api.drp.agent import Agent

from .conftest import NOW, words

PAGE = "/desk/agents/nexus-ip/"
KEY = Agent("", "AGENT_1", "NEXUS_IP").verify_key


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


@pytest.fixture
def enrolled(company) -> Agent:
    agent = Agent("", "AGENT_1", "NEXUS_IP")
    enrol(company=company, text=json.dumps([agent.entry()]), actor="system", now=NOW)
    return agent


def set_up(agent: Agent, clock) -> None:
    agent.clock = lambda: clock.now
    answer = Client().generic("POST", "/drp/v1/agent/AGENT_1", agent.body(), "text/plain")
    agent.token = answer.json()["token"]


def test_without_agents_it_says_how_to_enrol_them(admin, company):
    page = words(admin.get(PAGE))

    assert "No agent is enrolled" in page
    assert "drp_enrol agents.json --company nexus-ip" in page


def test_it_shows_each_agent_with_its_key_and_the_companys_entry(admin, enrolled):
    page = words(admin.get(PAGE))

    assert "Example Agent" in page
    assert KEY in page
    assert "it has not set up a key" in page
    assert '"id": "NEXUS_IP"' in page
    assert "Revoke its tokens" not in page


def test_a_token_is_shown_as_there_and_never_itself(admin, enrolled, clock):
    set_up(enrolled, clock)
    response = admin.get(PAGE)

    assert "Since Monday 23 November 2026, 17:00" in words(response)
    assert enrolled.token not in response.content.decode()


def test_revoking_shuts_the_agent_out_at_once(admin, enrolled, clock):
    set_up(enrolled, clock)
    header = {"Authorization": f"Bearer {enrolled.token}"}
    assert Client().get("/drp/v1/agent/AGENT_1", headers=header).status_code == 200

    page = words(admin.post(PAGE, {"agent": "AGENT_1"}, follow=True))

    assert "Example Agent has no token any more" in page
    assert "it has not set up a key, or its tokens were revoked" in page
    assert Client().get("/drp/v1/agent/AGENT_1", headers=header).status_code == 403
    event = Event.objects.get(event="agent.tokens-revoked")
    assert event.facts == {"agent": "AGENT_1"}
    assert "had no token" in words(admin.post(PAGE, {"agent": "AGENT_1"}, follow=True))


def test_a_token_that_was_replaced_counts_no_longer(admin, enrolled, clock):
    set_up(enrolled, clock)
    Token.objects.update(retires_at=clock.now + timedelta(minutes=5))
    clock.set(clock.now + timedelta(minutes=6))

    assert "Since" not in words(admin.get(PAGE))


def test_barring_shuts_the_agent_out_for_good_and_is_told(admin, enrolled, clock):
    set_up(enrolled, clock)
    header = {"Authorization": f"Bearer {enrolled.token}"}

    page = words(admin.post(PAGE, {"bar": "AGENT_1"}, follow=True))

    assert "Example Agent is barred" in page
    assert "Barred since Monday 23 November 2026, 17:00" in page
    assert "Bar it" not in page
    assert Client().get("/drp/v1/agent/AGENT_1", headers=header).status_code == 403
    clock.set(clock.now + timedelta(seconds=1))
    answer = Client().generic("POST", "/drp/v1/agent/AGENT_1", enrolled.body(), "text/plain")
    assert (answer.status_code, answer.content) == (403, b"")
    event = Event.objects.get(event="agent.barred")
    assert event.facts == {"agent": "AGENT_1"}
    assert event.actor.startswith("user:")


def test_another_companys_agent_is_none(admin, swedish, clock):
    agent = Agent("", "AGENT_1", "TECHNOLOGY_NEXUS")
    enrol(company=swedish, text=json.dumps([agent.entry()]), actor="system", now=NOW)
    set_up(agent, clock)

    assert admin.post(PAGE, {"agent": "AGENT_1"}).status_code == 404
    assert admin.post(PAGE, {"bar": "AGENT_1"}).status_code == 404
    assert Token.objects.get().revoked_at is None
