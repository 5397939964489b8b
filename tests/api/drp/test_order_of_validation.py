"""What is refused first (3.07), with all that comes later wrong as well; and that no refusal gives
anything away or becomes another one."""

import base64
import json
from datetime import timedelta

import pytest

from dsar.agents import entering, signed
from dsar.agents.models import Token
from dsar.api.drp import views
from dsar.cases.models import Case

pytestmark = pytest.mark.django_db

OTHER_SEED = bytes(reversed(range(32)))
VECTOR = (
    "ZuwGIxa8SmBNR6KvmcNd2u7NLZDzDjkhapWGotnQ8SCyuTGDvxtFJnnJ3tA8AKw5erYLmrJtmIE1VDqo0hb/C3siYWdlbn"
    "QtaWQiOiAiQUEiLCAiYnVzaW5lc3MtaWQiOiAiQ0IiLCAiaXNzdWVkLWF0IjogIjIwMjYtMDEtMDJUMDM6MDQ6MDUuMDAw"
    "KzAwOjAwIiwgImV4cGlyZXMtYXQiOiAiMjAyNi0wMS0wMlQwMzoxOTowNS4wMDArMDA6MDAiLCAiZHJwLnZlcnNpb24iOi"
    "AiMS4wIn0="
)
VECTOR_KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


def late(agent):
    """Before it was issued and after it expired, both."""
    now = agent.clock()
    issued, expires = now + timedelta(hours=2), now - timedelta(hours=1)
    return {"issued__at": issued.isoformat(), "expires__at": expires.isoformat()}


def forged(agent, **more):
    """Signed by another key, as whoever changed the message would."""
    own, agent.seed = agent.seed, OTHER_SEED
    try:
        return agent.request(**more)
    finally:
        agent.seed = own


STEPS = {
    "The body is not base64.": lambda agent: b"%" + forged(agent, agent__id="ANOTHER"),
    "The signature is not that of the agent.": lambda agent: forged(agent, agent__id="ANOTHER"),
    "The claim agent-id is not that of the agent.": lambda agent: agent.request(
        agent__id="ANOTHER", business__id="ANOTHER", **late(agent)
    ),
    "The claim business-id is not that of this business.": lambda agent: agent.request(
        business__id="ANOTHER", **late(agent)
    ),
    "The claim issued-at is missing or lies in the future.": lambda agent: agent.request(
        **late(agent), exercise="nonsense"
    ),
    "The message has expired.": lambda agent: agent.request(
        expires__at=(agent.clock() - timedelta(seconds=1)).isoformat(), exercise="nonsense"
    ),
}


@pytest.mark.parametrize("said", STEPS)
def test_the_first_thing_wrong_is_what_is_said(agent, said):
    answer = agent.exercise(STEPS[said](agent))

    assert (answer.status, answer.json["code"]) == (403, "403")
    assert answer.json["message"] == said
    assert answer.json.get("fatal", False) == (said == "The message has expired.")
    assert not Case.objects.exists()


@pytest.mark.parametrize("claim", ["agent__id", "business__id", "issued__at", "expires__at"])
@pytest.mark.parametrize("value", [..., None, 7, "", ["x"]])
def test_a_claim_that_is_missing_or_no_text_is_refused(agent, claim, value):
    assert agent.exercise(**{claim: value}).status == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize("said", list(STEPS)[1:])
def test_without_a_token_nothing_else_is_looked_at(agent, said):
    agent.token = "no-such-token"

    assert agent.exercise(STEPS[said](agent)).json["message"].startswith("This token opens nothing")


def test_every_failure_to_set_up_a_key_is_403_with_nothing_in_it(agent):
    bodies = [STEPS[said](agent) for said in STEPS]
    bodies += [agent.body(**{name: ...}) for name in ("agent__id", "business__id", "expires__at")]
    bodies += [agent.body(business__id=odd) for odd in ("\x00", "\ud800", "", "x" * 99, 7)]
    bodies += [agent.sign(b"[]"), agent.sign(b"{"), b"", b"\xff" * 99, b"A" * 2_000_000]
    bodies += [agent.body(**{"drp.version": version}) for version in ("0.9", 1.0, ...)]
    before = Token.objects.count()

    for body in bodies:
        answer = agent.call("POST", f"/v1/agent/{agent.agent_id}", body, bearer=False)
        assert (answer.status, answer.body) == (403, b""), body[:80]

    assert Token.objects.count() == before
    for path in ("/v1/agent/NOBODY", "/v1/agent/%00", "/v1/agent/a%20b"):
        answer = agent.call("POST", path, agent.body(agent__id="NOBODY"), bearer=False)
        assert (answer.status, answer.body) == (403, b"")


def test_the_vector_of_the_protocol(agent):
    assert agent.verify_key == VECTOR_KEY
    message = signed.open_signed(VECTOR.encode(), VECTOR_KEY)
    claims = signed.parse(message)

    assert len(message) == 154
    assert agent.sign(message).decode() == VECTOR
    issued = agent.clock().replace(2026, 1, 2, 3, 4, 6)
    signed.check_claims(claims, agent_id="AA", business_id="CB", now=issued)
    later = issued + timedelta(minutes=15)
    with pytest.raises(signed.Untrusted, match="expired"):
        signed.check_claims(claims, agent_id="AA", business_id="CB", now=later)


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (59, 200), (61, 403)])
def test_only_the_beginning_is_forgiven_a_minute(agent, seconds, status):
    issued = (agent.clock() + timedelta(seconds=seconds)).isoformat()

    assert agent.exercise(issued__at=issued).status == status


@pytest.mark.parametrize(
    ("setting", "minutes", "status"), [(15, 16, 200), (15, 17, 403), (1, 15, 200), (60, 60, 200)]
)
def test_how_long_a_message_may_hold(agent, settings, setting, minutes, status):
    settings.DRP_MINUTES = setting
    until = (agent.clock() + timedelta(minutes=minutes)).isoformat()

    assert agent.exercise(expires__at=until).status == status


def test_url_safe_base64_and_line_breaks_are_no_signed_body(agent):
    plain = agent.request(name="~~~???" * 9)
    urlsafe = plain.replace(b"+", b"-").replace(b"/", b"_")
    assert urlsafe != plain

    assert agent.exercise(urlsafe).status == 403
    assert agent.exercise(plain[:76] + b"\n" + plain[76:]).status == 403
    assert agent.exercise(plain).status == 200


def test_what_is_signed_is_what_was_sent_and_not_what_it_says(agent):
    """The same claims written anew are other bytes."""
    raw = base64.b64decode(agent.request())
    again = json.dumps(json.loads(raw[64:]), indent=1).encode()

    assert agent.exercise(base64.b64encode(raw[:64] + again)).status == 403


def test_too_many_is_said_only_to_who_was_let_in(agent, monkeypatch):
    monkeypatch.setattr(views, "AGENT_REQUESTS", ("agent-request", 1, 3600))
    monkeypatch.setattr(views, "AGENT_CALLS", ("agent-call", 1, 3600))
    monkeypatch.setattr(entering, "SET_UPS", ("agent-set-up", 0, 3600))
    request_id = agent.exercise().json["request_id"]
    agent.status(request_id)

    for said, make in STEPS.items():
        assert agent.exercise(make(agent)).json["message"] == said
    for answer in (agent.exercise(), agent.status(request_id), agent.information()):
        assert (answer.status, answer.json["code"]) == (429, "429")
        assert int(answer.headers["Retry-After"]) > 0
    assert agent.exercise(exercise="nonsense").status == 429
    assert agent.status("0" * 32).status == 403
    answer = agent.call("POST", f"/v1/agent/{agent.agent_id}", agent.body(), bearer=False)
    assert (answer.status, answer.body) == (403, b"")
