"""An agent sends the person to our page; they come back to the agent's own site and no other."""

import pytest
from django.test import Client

from dsar.agents import barring
from dsar.agents.models import Agent
from dsar.cases.models import Case
from dsar.cases.operations import verifying
from dsar.cases.proof import risk_of
from identity.errors import NotEnough
from tests.portal.visitor import code_sent

pytestmark = pytest.mark.django_db

BACK = "https://agent.example.com/done?x=1"


@pytest.fixture
def filed(agent):
    return agent.exercise().json


def verify(person, filed, back=BACK, **query):
    path = filed["user_verification_url"].removeprefix("http://localhost:8000")
    return person.get(path, {"redirect_to": back, "request_id": filed["request_id"]} | query)


def type_code(person, reference):
    person.post("/status/", {"reference": reference, "email": "robin@example.org"})
    return person.post("/status/code/", {"code": code_sent()})


def test_they_prove_their_address_and_go_back(agent, filed):
    person, case = Client(), Case.objects.get()

    first = verify(person, filed)
    assert first["Location"] == f"/status/?ref={case.reference}"
    person.post("/status/", {"reference": case.reference, "email": "robin@example.org"})
    page = person.get("/status/code/")
    assert "form-action 'self' https://agent.example.com" in page["Content-Security-Policy"]
    wrong = person.post("/status/code/", {"code": "000000"})
    assert wrong.status_code == 422  # only on success
    done = person.post("/status/code/", {"code": code_sent()})

    assert done["Location"] == BACK
    assert agent.status(filed["request_id"]).json["reason"] == "need_user_verification"
    assert person.get("/status/request/").status_code == 200
    assert "agent.example.com" not in person.get("/status/")["Content-Security-Policy"]


def test_the_address_is_for_its_own_request_only(agent, filed):
    for other in ("018f4e1c-7b1a-7c3e-8d5f-0123456789ab", "x", ""):
        assert verify(Client(), filed, request_id=other).status_code == 403
    assert Client().get("/drp/v1/verify/018f4e1c-7b1a-7c3e-8d5f-0123456789ab").status_code == 403


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example.com/",
        "http://agent.example.com/",
        "https://agent.example.com.evil.example/",
        "https://agent.example.com@evil.example/",
        "https://evil.example\\@agent.example.com/",
        "https://agent.example.com:8443/",
        "//agent.example.com/",
        "/desk/",
        "javascript:alert(1)//agent.example.com",
        "https://[agent.example.com/",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(filed, back):
    person, case = Client(), Case.objects.get()
    verify(person, filed, back)

    assert type_code(person, case.reference)["Location"] == "/status/request/"


def test_nobody_is_sent_back_to_an_agent_that_was_barred(filed, clock):
    person, case = Client(), Case.objects.get()
    barring.bar(agent=Agent.objects.get(), actor="user:1", now=clock.now)

    assert verify(person, filed)["Location"] == f"/status/?ref={case.reference}"
    assert type_code(person, case.reference)["Location"] == "/status/request/"


def test_another_case_of_theirs_does_not_lead_there(agent, filed, clock):
    person = Client()
    verify(person, filed)
    clock.now = clock.now.replace(minute=5)
    other = agent.exercise().json["request_id"]
    reference = Case.objects.get(agent_request=other).reference

    assert type_code(person, reference)["Location"] == "/status/request/"


def test_a_code_to_the_address_that_the_agent_named_is_not_enough(agent, filed, clock):
    """It may be the agent's own mailbox."""
    case = Case.objects.get()
    verify(person := Client(), filed)
    assert type_code(person, case.reference).status_code == 302

    assert risk_of(case) == "higher"
    with pytest.raises(NotEnough):
        verifying.accept_identity(
            case_id=case.pk, method="email_code", actor="user:1", now=clock.now
        )
    case.refresh_from_db()
    assert case.identity_settled_at is None
