"""A request of an agent is a case like any other; what is claimed of the person stays a claim."""

import base64
import hashlib

import pytest

from dsar.agents.models import AgentRequest
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations.correcting import correct_receipt
from dsar.cases.recalculating import stands_by_policy
from dsar.vault.operations import unseal
from tests import desk

pytestmark = pytest.mark.django_db


def filed(agent, **more):
    answer = agent.exercise(**more)
    assert answer.status == 200, answer
    return Case.objects.get(agent_request=answer.json["request_id"])


@pytest.mark.parametrize(
    ("action", "right", "rule"),
    [
        ("access", "access", "ccpa-45"),
        ("access:categories", "access", "ccpa-45"),
        ("access:specific", "access", "ccpa-45"),
        ("deletion", "erasure", "ccpa-45"),
        ("sale:opt-out", "marketing", "ccpa-optout-15bd"),
    ],
)
def test_each_action_is_a_right_counted_by_californias_law(agent, action, right, rule):
    case = filed(agent, exercise=action)

    assert (case.right, case.channel, case.regime) == (right, "drp", "ccpa")
    assert (case.clock.rule, case.clock.calendar) == (rule, "US")
    assert case.received_at == desk.MONDAY
    assert case.agent_request.action == action
    event = Event.objects.get(event="case.received", subject=case.reference)
    assert event.actor == f"agent:{case.agent_request.agent_id}"


@pytest.mark.parametrize("regime", [..., "voluntary", None])
def test_without_a_law_the_companys_own_counts(agent, regime):
    case = filed(agent, regime=regime)

    assert (case.regime, case.clock.rule) == ("", "uk-gdpr-12a")


def test_another_receipt_and_another_look_keep_the_law(agent, clock):
    case = filed(agent)
    assert stands_by_policy(case)
    day = desk.MONDAY.date().replace(day=20)
    correct_receipt(
        case_id=case.pk, received_on=day, reason="Sent before.", actor="user:1", now=clock.now
    )

    case.clock.refresh_from_db()
    assert (case.clock.rule, case.clock.received_on) == ("ccpa-45", day)


@pytest.mark.parametrize(
    "exercise", ["sale:opt_in", "sale:opt-in", "nonsense", "", ["access"], None, {"a": 1}, ...]
)
def test_an_action_we_do_not_know_is_refused(agent, exercise):
    answer = agent.exercise(exercise=exercise)

    assert answer.status == 400
    assert answer.json == {"code": "400", "message": "Unsupported rights actions submitted."}
    assert not Case.objects.exists()


def test_claims_stay_claims_and_what_was_verified_stands_apart(agent):
    address = {"street_address": "1 Main St", "locality": "Fresno", "region": "CA"}
    case = filed(
        agent,
        phone_number="+12125550123",
        phone_number_verified=False,
        address=address,
        address_verified=True,
        power_of_attorney="POA-1",
        relationships=["customer"],
    )

    person = unseal(case, "person")
    assert (person["name"], person["email"]) == ("Requester, Robin", "robin@example.org")
    assert person["postal"] == "1 Main St\nFresno\nCA"
    asked = unseal(case.agent_request, "asked")
    assert asked["said_verified"] == ["email address", "postal address"]
    assert case.identity_settled_at is None
    assert case.contact_confirmed_at is None
    said = dict(unseal(case, "details")["answers"])
    assert said["Phone number, as the agent claims"] == "+12125550123"
    assert said["The agent says that it verified"] == (
        "email address, postal address. We have not checked it."
    )


def test_nothing_of_the_person_is_in_a_plain_column(agent):
    case = filed(agent, agent__request__id="robin@example.org")
    row = AgentRequest.objects.get()

    plain = {name: value for name, value in vars(row).items() if name != "asked"}
    assert "obin" not in str(plain)
    assert b"obin" not in bytes(row.asked)
    assert (case.external_system, case.external_id) == ("drp", str(row.pk))
    assert "obin" not in str(list(Event.objects.values_list("facts", "subject", "actor")))


def test_nobody_without_the_key_can_guess_the_message_from_its_digest(agent):
    body = agent.request()
    agent.exercise(body)

    guess = hashlib.sha256(base64.b64decode(body)[64:]).hexdigest()
    assert AgentRequest.objects.get().message_digest != guess


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": ["x"]},
        {"email": ..., "address": ...},
        {"name": ...},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"name": "\ud800"},
        {"email_verified": "yes"},
        {"address": {"formatted": 7}},
        {"relationships": "customer"},
        {"relationships": [7]},
        {"regime": "gdpr"},
        {"drp.version": "0.9"},
        {"drp.version": ...},
        {"status_callback": "http://agent.example.com/"},
        {"status_callback": "https://agent.example.com@127.0.0.1/"},
        {"status_callback": "ftp://agent.example.com/"},
        {"agent__request__id": "x" * 501},
    ],
)
def test_what_cannot_be_used_is_400_with_the_code_as_a_string(agent, wrong):
    answer = agent.exercise(**wrong)

    assert answer.status == 400
    assert answer.json["code"] == "400"
    assert answer.json["message"].endswith(".")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "message", [b"[]", b"7", b"{", b"", b'{"a": NaN', b"\xff\xfe", b"[" * 9999]
)
def test_a_signed_message_that_is_no_object_is_400(agent, message):
    answer = agent.exercise(agent.sign(message))

    assert (answer.status, answer.json["code"]) == (400, "400")


def test_the_same_signed_body_is_one_request_and_gets_its_status(agent, clock):
    body = agent.request()
    first = agent.exercise(body).json
    desk.verifying.confirm_address(case_id=Case.objects.get().pk, now=clock.now)
    again = agent.exercise(body).json

    assert Case.objects.count() == 1
    assert again == first | {"status": "in_progress", "reason": "need_user_verification"}


def test_an_agent_may_file_the_same_again_in_a_new_message(agent, clock):
    agent.exercise()
    clock.now = clock.now.replace(minute=1)
    agent.exercise()

    assert Case.objects.count() == 2


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("content_type", ["text/plain", "application/json", None])
def test_the_body_is_read_raw_whatever_it_says_it_is(agent, slash, content_type):
    path = f"/v1/data-rights-request{slash}"
    answer = agent.call("POST", path, agent.request(), content_type=content_type)
    gone = f"{path.rstrip('/')}/{answer.json['request_id']}{slash}"

    assert answer.status == 200
    assert agent.call("GET", gone).status == 200
    body = agent.sign(b"{}")
    assert agent.call("DELETE", gone, body, content_type=content_type).json["status"] == "revoked"


def test_a_method_or_an_address_that_is_none_is_told_in_json(agent):
    for method, path, status in (
        ("PUT", "/v1/data-rights-request", 405),
        ("POST", "/v1/data-rights-request/x", 405),
        ("GET", "/v1/nothing", 404),
        ("POST", "/", 404),
        ("GET", "/v1/business/NOBODY", 404),
        ("GET", "/v1/business/%00", 404),
        ("GET", "/v1/business/a%20b", 404),
    ):
        answer = agent.call(method, path)
        assert (answer.status, answer.json["code"]) == (status, str(status))
