"""The agents' directory is taken in as a pinned copy."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dsar.agents.models import Agent as Row
from dsar.agents.models import Token
from dsar.audit.models import Event
from dsar.security_events import counts

from .agent import Agent

pytestmark = pytest.mark.django_db

ONE = Agent("", "yorba_aa_prod_v1", "NEXUS_IP").entry()
TWO = Agent("", "OSIRAA_AGENT", "NEXUS_IP", bytes(reversed(range(32)))).entry()


@pytest.fixture
def enrol(tmp_path, company, capsys):
    def enrol(*entries, text=None, slug="nexus-ip", **options):
        file = tmp_path / "agents.json"
        file.write_text(json.dumps(entries) if text is None else text)
        call_command("drp_enrol", str(file), company=slug, **options)
        return capsys.readouterr().out

    return enrol


def test_each_agent_is_pinned_and_a_second_time_changes_nothing(enrol):
    assert "yorba_aa_prod_v1: enrolled" in enrol(ONE, TWO)
    assert "OSIRAA_AGENT: as before" in enrol(ONE, TWO)

    assert set(Row.objects.values_list("agent_id", "verify_key")) == {
        (entry["id"], entry["verify_key"]) for entry in (ONE, TWO)
    }


def test_a_changed_key_is_a_security_event_and_takes_nothing_in(enrol):
    enrol(ONE)
    before = counts()["agent.key-changed"]

    with pytest.raises(CommandError, match=r"yorba_aa_prod_v1.*--accept-changed-keys"):
        enrol({**ONE, "verify_key": TWO["verify_key"]}, TWO)

    assert Row.objects.get().verify_key == ONE["verify_key"]
    assert counts()["agent.key-changed"] == before + 1
    event = Event.objects.get(event="agents.key-refused")
    assert event.facts == {"agents": ["yorba_aa_prod_v1"]}


def test_a_key_accepted_on_purpose_ends_the_tokens_of_the_old_one(enrol, agent):
    enrol({**agent.entry(), "verify_key": TWO["verify_key"]}, accept_changed_keys=True)

    assert Row.objects.get().verify_key == TWO["verify_key"]
    assert Token.objects.get().revoked_at is not None
    assert agent.information().status == 403


def test_who_left_the_directory_is_told_and_stays(enrol):
    enrol(ONE, TWO)

    assert "OSIRAA_AGENT: not in this file any more" in enrol({**ONE, "name": "Renamed"})
    assert Row.objects.get(agent_id="yorba_aa_prod_v1").name == "Renamed"
    assert Row.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "no list of agents"),
        ("7", "no list of agents"),
        ("[7]", "Entry 1 is no object"),
        (json.dumps([{**ONE, "id": "a b"}]), "no usable id"),
        (json.dumps([{**ONE, "id": None}]), "no usable id"),
        (json.dumps([{**ONE, "name": ""}]), "has no name"),
        (json.dumps([{**ONE, "verify_key": "00" * 32}]), "not 32 bytes in base64"),
        (json.dumps([{**ONE, "verify_key": "AAAA"}]), "not 32 bytes in base64"),
        (json.dumps([{**ONE, "web_url": "http://agent.example.com/"}]), "https://"),
        (json.dumps([ONE, ONE]), "twice"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(enrol, text, says):
    with pytest.raises(CommandError, match=says):
        enrol(text=text)
    assert not Row.objects.exists()


def test_no_company_and_no_file_are_told(enrol, company):
    with pytest.raises(CommandError, match="no company nobody"):
        enrol(ONE, slug="nobody")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("drp_enrol", "/nowhere/agents.json", company="nexus-ip")


def test_two_companies_do_not_share_an_id(enrol, stranger_company):
    enrol(ONE, business_id="ACME")

    with pytest.raises(CommandError, match="called ACME already"):
        enrol(ONE, slug="technology-nexus", business_id="ACME")


def test_the_companys_own_entry_for_the_directory(enrol, company, capsys):
    with pytest.raises(CommandError, match="drp_enrol first"):
        call_command("drp_entry", company="nexus-ip")
    enrol(ONE)
    call_command("drp_entry", company="nexus-ip")
    printed = json.loads(capsys.readouterr().out)

    assert printed == Client().get("/drp/v1/business/NEXUS_IP").json()
    assert printed["id"] == "NEXUS_IP"
    assert printed["api_base"] == "http://localhost:8000/drp"
    assert printed["supported_actions"] == [
        *("access", "access:categories", "access:specific", "deletion", "sale:opt-out")
    ]
    assert printed["supported_verifications"] == ["email", "address"]
    assert printed["web_url"].startswith("https://")
    assert set(printed) == {
        *("id", "name", "logo", "api_base", "supported_actions", "supported_verifications"),
        *("web_url", "privacy_policy_url", "technical_contact", "business_contact"),
    }
    assert Client().get("/drp/v1/business/NOBODY").status_code == 404
