"""An agent that knows only the protocol's text, over HTTP, from its directory to the answer."""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from standardwebhooks import Webhook

from dsar.agents import barring
from dsar.agents.callbacks import owe
from dsar.agents.entering import revoke_tokens
from dsar.agents.models import Agent as Enrolled
from dsar.agents.models import Token
from dsar.cases.models import Case
from dsar.outbox.channels.webhook import PREFIX
from dsar.outbox.models import Message
from dsar.outbox.overdue import overdue
from dsar.outbox.queries import given_up
from dsar.outbox.sweep import drain
from tests import desk
from tests.portal.visitor import code_sent

from .agent import Agent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def far(live_server, company, clock, settings, tmp_path):
    """Enrolled by the command; beyond a real socket, with an endpoint of its own."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    agent = Agent(f"{live_server.url}/drp", "yorba_aa_prod_v1", "NEXUS_IP", clock=clock)
    file = tmp_path / "agents.json"
    file.write_text(json.dumps([agent.entry()]))
    call_command("drp_enrol", str(file), company="nexus-ip")
    with agent.listening():
        yield agent


def told(agent, clock, hours=0):
    """What the agent has heard once the desk looked at what it owes."""
    clock.now += timedelta(hours=hours)
    owe(now=clock.now)
    drain(now=clock.now)
    return [json.loads(body) for _, body in agent.heard]


def test_from_the_key_to_the_answer(far, clock):
    far.set_up()
    assert far.information().json == {}

    filed = far.exercise()

    assert filed.status == 200
    assert filed.headers["Content-Type"] == "application/json"
    case = Case.objects.get()
    assert filed.json == {
        "request_id": str(case.agent_request.pk),
        "agent_request_id": "A-17",
        "status": "open",
        "reason": None,
        "received_at": "2026-11-23T09:00:00.000+00:00",
        "expected_by": "2026-12-21T23:59:59.000+00:00",
        "processing_details": "The company is working on it.",
        "user_verification_url": f"http://localhost:8000/drp/v1/verify/{case.agent_request.pk}",
        "expires_at": None,
    }
    assert far.status(filed.json["request_id"]).json == filed.json
    assert told(far, clock) == []  # it knows that from the answer

    prove(filed.json)
    assert told(far, clock)[-1]["reason"] == "need_user_verification"
    desk.verifying.accept_identity(
        case_id=case.pk,
        method="by_officer",
        note="Known by phone",
        actor=desk.OFFICER,
        now=clock.now,
    )
    assert told(far, clock)[-1]["status"] == "in_progress"
    desk.closed(desk.attached(case, now=clock.now), now=clock.now)
    clock.now += timedelta(minutes=1)

    last = told(far, clock)[-1]
    assert last == far.status(filed.json["request_id"]).json
    assert (last["status"], last["reason"]) == ("fulfilled", None)
    assert last["results_url"] == f"http://localhost:8000/status/?ref={case.reference}"
    assert len(far.heard) == 3  # once a change
    assert told(far, clock, hours=1)[3:] == []


def test_an_answer_is_told_once_it_is_out(far, clock):
    far.set_up()
    request_id = far.exercise().json["request_id"]
    desk.identified(Case.objects.get(), now=clock.now)
    assert told(far, clock)[-1]["status"] == "in_progress"
    desk.released(Case.objects.get(), now=clock.now)

    assert told(far, clock)[-1] == far.status(request_id).json
    assert far.status(request_id).json["status"] == "fulfilled"
    assert told(far, clock, hours=1)[2:] == []


def prove(filed):
    """The person goes from the agent's site to ours and back."""
    person, address = Client(), filed["user_verification_url"].removeprefix("http://localhost:8000")
    back = "https://agent.example.com/done?x=1"
    person.get(address, {"redirect_to": back, "request_id": filed["request_id"]})
    reference = Case.objects.get().reference
    person.post("/status/", {"reference": reference, "email": "robin@example.org"})
    assert person.post("/status/code/", {"code": code_sent()})["Location"] == back


def test_a_callback_is_signed_with_what_both_sides_know(far, clock):
    token = far.set_up()
    request_id = far.exercise().json["request_id"]
    far.revoke(request_id)
    told(far, clock)

    [(headers, body)] = far.heard
    secret = PREFIX + base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    signed_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert signed_at == clock.now
    assert (
        Webhook(secret).sign(headers["webhook-id"], signed_at, body.decode())
        == (headers["webhook-signature"])
    )
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["status"] == "revoked"


def test_only_the_latest_state_is_told(far, clock):
    far.set_up()
    request_id = far.exercise().json["request_id"]
    case = Case.objects.get()
    desk.verifying.confirm_address(case_id=case.pk, now=clock.now)
    owe(now=clock.now)  # owed, and not sent before the next change
    far.revoke(request_id)

    assert [one["status"] for one in told(far, clock)] == ["revoked"]


def test_an_agent_without_a_token_is_not_called(far, clock):
    far.set_up()
    request_id = far.exercise().json["request_id"]
    far.revoke(request_id)
    Token.objects.update(revoked_at=clock.now)

    assert told(far, clock) == []

    clock.now += timedelta(seconds=1)
    far.set_up()
    assert [one["status"] for one in told(far, clock)] == ["revoked"]


def test_a_call_that_waits_is_signed_by_the_token_of_the_day(far, clock):
    far.set_up()
    far.revoke(far.exercise().json["request_id"])
    owe(now=clock.now)
    clock.now += timedelta(hours=1)
    token = far.set_up()
    clock.now += timedelta(minutes=6)  # the first opens nothing any more
    drain(now=clock.now)

    [(headers, body)] = far.heard
    secret = PREFIX + base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    signed = Webhook(secret).sign(headers["webhook-id"], clock.now, body.decode())
    assert headers["webhook-signature"] == signed


def test_what_waits_for_an_agent_that_is_shut_out_is_dropped(far, clock):
    far.set_up()
    far.revoke(far.exercise().json["request_id"])
    owe(now=clock.now)
    revoke_tokens(agent=Enrolled.objects.get(), actor="user:1", now=clock.now)
    drain(now=clock.now)

    assert far.heard == []
    assert Message.objects.get(channel="callback").state == "dropped"


def test_an_agent_that_is_barred_is_called_no_more_until_it_is_let_in_again(far, clock, tmp_path):
    far.set_up()
    request_id = far.exercise().json["request_id"]
    desk.verifying.confirm_address(case_id=Case.objects.get().pk, now=clock.now)
    owe(now=clock.now)  # owed, and not sent before it was barred
    barring.bar(agent=Enrolled.objects.get(), actor="user:1", now=clock.now)
    desk.identified(Case.objects.get(), now=clock.now)

    assert told(far, clock) == []
    assert Message.objects.get(channel="callback").state == "dropped"
    assert Case.objects.get().is_open

    file = tmp_path / "agents.json"
    call_command("drp_enrol", str(file), company="nexus-ip", readmit=["yorba_aa_prod_v1"])
    clock.now += timedelta(seconds=1)
    far.set_up()
    assert told(far, clock) == [far.status(request_id).json]


def test_a_callback_raises_no_alarm(far, clock, company):
    far.set_up()
    far.revoke(far.exercise().json["request_id"])
    drain(now=clock.now)
    owe(now=clock.now)
    later = clock.now + timedelta(hours=1)
    assert Message.objects.get(state="queued").channel == "callback"
    assert overdue(now=later)["outbox"].count == 0

    Message.objects.filter(channel="callback").update(state="failed")
    assert not given_up([company.pk]).exists()


def test_one_message_sent_four_times_at_once_is_one_request(far):
    far.set_up()
    body = far.request()

    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(far.exercise, [body] * 4))

    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["request_id"] for answer in answers}) == 1
    assert Case.objects.count() == 1
    assert Message.objects.filter(key__startswith="letter:").count() == 1


def test_no_address_inside_is_called(far, clock, settings):
    far.callback = far.callback.replace("http:", "https:")
    settings.WEBHOOK_ALLOW_PRIVATE = False
    far.set_up()
    far.revoke(far.exercise().json["request_id"])

    assert told(far, clock) == []
    message = Message.objects.get(channel="callback")
    assert (message.state, message.last_error) == ("failed", "private-address")
