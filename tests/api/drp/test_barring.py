"""A company takes nothing more from an agent, and lets it in again only on purpose."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dsar.agents.barring import bar
from dsar.agents.models import Agent, Token
from dsar.audit.models import Event
from dsar.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrol(tmp_path, agent):
    """The directory is taken in once more, as it is or changed."""

    def enrol(change=None, **options) -> str:
        file, out = tmp_path / "agents.json", StringIO()
        file.write_text(json.dumps([agent.entry() | (change or {})]))
        call_command("drp_enrol", str(file), company="nexus-ip", stdout=out, **options)
        return out.getvalue()

    return enrol


def set_up(agent):
    return agent.call("POST", f"/v1/agent/{agent.agent_id}", agent.body(), bearer=False)


def barred(agent, clock):
    done = bar(agent=Agent.objects.get(agent_id=agent.agent_id), actor="user:1", now=clock.now)
    clock.now = clock.now.replace(minute=clock.now.minute + 1)
    return done


def test_its_tokens_open_nothing_and_its_key_gives_no_new_one(agent, clock):
    request_id = agent.exercise().json["request_id"]
    assert barred(agent, clock)

    for refused in (agent.exercise(), agent.information(), agent.status(request_id)):
        assert refused.status == 403
    assert agent.revoke(request_id).status == 403
    answer = set_up(agent)
    assert (answer.status, answer.body) == (403, b"")
    assert Token.objects.get().revoked_at is not None


def test_an_older_token_in_its_grace_goes_as_well(agent, clock):
    old, clock.now = agent.token, clock.now.replace(minute=1)
    agent.set_up()
    barred(agent, clock)
    agent.token = old

    assert agent.information().status == 403


def test_what_it_filed_stays_with_the_officers(agent, clock):
    agent.exercise()
    barred(agent, clock)

    assert Case.objects.get().is_open


def test_it_is_written_down_once_with_whose_decision_it_was(agent, clock):
    assert [barred(agent, clock), barred(agent, clock)] == [True, False]

    event = Event.objects.get(event="agent.barred")
    assert (event.actor, event.facts) == ("user:1", {"agent": agent.agent_id})


def test_another_company_goes_on_with_it(agent, make_agent, stranger_company, clock):
    there = make_agent(stranger_company)
    there.set_up()
    bar(agent=Agent.objects.get(company__slug="nexus-ip"), actor="user:1", now=clock.now)

    assert agent.information().status == 403
    assert there.information().status == 200


def test_a_newer_directory_lets_nobody_in_again(agent, enrol, clock):
    barred(agent, clock)

    assert f"{agent.agent_id}: barred: nothing is taken from it" in enrol({"name": "Renamed"})
    other = {"verify_key": "A" * 43 + "="}
    assert "nothing is taken" in enrol(other, accept_changed_keys=True)
    assert Agent.objects.get().barred_at is not None


def test_let_in_again_on_purpose_it_sets_up_a_key_as_at_first(agent, enrol, clock):
    barred(agent, clock)

    said = enrol(readmit=[agent.agent_id])

    assert f"{agent.agent_id}: was barred, may set up a key again" in said
    assert "nothing is taken" not in said
    assert agent.information().status == 403  # with the token of before
    agent.set_up()
    assert agent.exercise().status == 200
    assert Event.objects.get(event="agent.readmitted").facts == {"agent": agent.agent_id}


def test_who_was_not_barred_is_not_let_in_again(agent, enrol):
    assert "was barred" not in enrol(readmit=[agent.agent_id])
    assert not Event.objects.filter(event="agent.readmitted").exists()


def test_whoever_is_let_in_again_has_to_stand_in_the_file(agent, enrol, clock):
    barred(agent, clock)

    with pytest.raises(CommandError, match="does not name OTHER"):
        enrol(readmit=["OTHER"])
    assert Agent.objects.get().barred_at is not None
