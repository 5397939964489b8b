"""One token for each agent and company, of which only a hash is kept."""

import base64
import json
from datetime import timedelta

import pytest

from dsar.agents import entering
from dsar.agents.enrolling import enrol
from dsar.agents.entering import revoke_tokens
from dsar.agents.models import Agent, Token
from dsar.audit.models import Event
from dsar.cases.models import Case

pytestmark = pytest.mark.django_db


def test_the_token_is_random_safe_and_stands_nowhere(agent):
    row = Token.objects.get()

    assert set(agent.token) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
    assert len(agent.token) >= 43
    assert agent.token not in str(vars(row))
    assert agent.token not in str(list(Event.objects.values_list("facts", "subject")))


def test_a_new_one_retires_the_old_one_with_a_little_grace(agent, clock):
    old, new = agent.token, None
    clock.now += timedelta(seconds=1)
    new = agent.set_up()

    for after, opens in ((timedelta(0), {old, new}), (timedelta(minutes=6), {new})):
        clock.now += after
        for token in (old, new):
            agent.token = token
            assert agent.information().status == (200 if token in opens else 403)


def test_a_message_gives_one_token_once(agent, clock):
    clock.now += timedelta(seconds=1)
    body, path = agent.body(), f"/v1/agent/{agent.agent_id}"
    first = agent.call("POST", path, body, bearer=False)
    again = agent.call("POST", path, body, bearer=False)

    assert (first.status, again.status, again.body) == (200, 403, b"")
    agent.token = first.json["token"]
    assert agent.information().status == 200


def test_a_revoked_one_opens_nothing_and_the_requests_go_on(agent, clock):
    request_id = agent.exercise().json["request_id"]

    count = revoke_tokens(agent=Agent.objects.get(), actor="user:1", now=clock.now)

    assert count == 1
    assert agent.information().status == agent.status(request_id).status == 403
    assert Case.objects.get().is_open
    clock.now += timedelta(seconds=1)
    agent.set_up()
    assert agent.status(request_id).status == 200


def test_a_key_that_is_replaced_while_a_token_is_set_up_gives_none(
    agent, company, clock, monkeypatch
):
    """Whoever stole it could have kept a token of it for as long as they liked."""
    other = {**agent.entry(), "verify_key": base64.b64encode(bytes(32)).decode()}

    def replaced(*_):
        enrol(
            company=company, text=json.dumps([other]), actor="system", now=clock.now,
            accept_changed_keys=True,
        )  # fmt: skip
        return True

    monkeypatch.setattr(entering, "allows_of", replaced)
    clock.now += timedelta(seconds=1)

    answer = agent.call("POST", f"/v1/agent/{agent.agent_id}", agent.body(), bearer=False)

    assert answer.status == 403
    assert not Token.objects.filter(Token.usable(clock.now)).exists()


def test_information_is_for_the_agent_itself(agent, make_agent, company):
    other = make_agent(company, "AGENT_2", bytes(reversed(range(32))))
    other.set_up()

    assert agent.information().json == {}
    answer = agent.call("GET", "/v1/agent/AGENT_2")
    assert (answer.status, answer.json["code"]) == (403, "403")


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é", "\x00"])
def test_a_token_that_is_none_is_refused(agent, token):
    agent.token = token

    assert agent.information().status == 403
    assert agent.exercise().status == 403


def test_a_token_counts_for_one_company(agent, stranger_company, make_agent):
    """The same agent at another company: its messages name which one they are for."""
    there = make_agent(stranger_company)
    there.set_up()
    theirs = there.exercise().json["request_id"]

    assert agent.token != there.token
    assert agent.status(theirs).status == 403
    assert agent.exercise(there.request()).status == 403
    assert Case.objects.get().company == stranger_company


def test_each_company_has_its_own_pinned_key(company, stranger_company, make_agent):
    here = make_agent(company)
    there = make_agent(stranger_company, seed=bytes(reversed(range(32))))
    here.set_up()
    there.set_up()

    here.business_id, there.business_id = there.business_id, here.business_id
    for agent in (here, there):
        answer = agent.call("POST", f"/v1/agent/{agent.agent_id}", agent.body(), bearer=False)
        assert (answer.status, answer.body) == (403, b"")
