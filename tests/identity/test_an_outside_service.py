"""What an outside service is asked, and which of its answers are taken."""

import base64
import json
from datetime import timedelta

import pytest

from identity.errors import BadCallback
from identity.vendors import Generic, Result

from .conftest import NOW

SHARED = "whsec_" + base64.b64encode(b"k" * 32).decode()
SERVICE = Generic("https://vendor.example.com/v1/checks", SHARED)
SAID = {"state": "s" * 43, "passed": True}


def signed(said: object = SAID, *, service: Generic = SERVICE, now=NOW, body: bytes = b""):
    body = body or json.dumps(said).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": stamp,
        "webhook-signature": service._sign("msg_1", stamp, body),
    }
    return {"headers": headers, "body": body}


def test_the_question_holds_a_secret_and_nothing_personal():
    asked = SERVICE.start(
        secret="s" * 43, question="q1", back="https://d/b", callback="https://d/c", now=NOW
    )

    assert asked.url == SERVICE.url
    assert json.loads(asked.body) == {
        "state": "s" * 43,
        "return_url": "https://d/b",
        "callback_url": "https://d/c",
    }
    # It is signed as an answer is: the service can tell that it is ours.
    stamp = asked.headers["webhook-timestamp"]
    assert asked.headers["webhook-signature"] == SERVICE._sign("q1", stamp, asked.body)


@pytest.mark.parametrize("passed", [True, False])
def test_a_signed_answer_is_taken(passed):
    said = SAID | {"passed": passed, "name": "ignored"}

    assert SERVICE.read(**signed(said), now=NOW) == Result("s" * 43, passed)


def test_an_answer_is_taken_for_five_minutes():
    for apart in (timedelta(minutes=5), -timedelta(minutes=5)):
        assert SERVICE.read(**signed(), now=NOW + apart).passed
    for apart in (timedelta(minutes=6), -timedelta(minutes=6)):
        with pytest.raises(BadCallback):
            SERVICE.read(**signed(), now=NOW + apart)


def test_somebody_elses_signature_is_none():
    other = Generic(SERVICE.url, "whsec_" + base64.b64encode(b"o" * 32).decode())
    with pytest.raises(BadCallback):
        SERVICE.read(**signed(service=other), now=NOW)


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", [None, "", "v1,", "msg_2", "99999999999999", "é"])
def test_each_header_counts(header, value):
    sent = signed()
    sent["headers"].pop(header)
    if value is not None:
        sent["headers"][header] = value

    with pytest.raises(BadCallback):
        SERVICE.read(**sent, now=NOW)


def test_a_changed_body_is_refused():
    sent = signed(SAID | {"passed": False})

    with pytest.raises(BadCallback):
        SERVICE.read(headers=sent["headers"], body=json.dumps(SAID).encode(), now=NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"[]",
        b"{}",
        b'{"state":1,"passed":true}',
        b'{"state":"s","passed":"yes"}',
        b"[" * 9_000,
        b" " * 20_000,
    ],
)
def test_a_signed_answer_of_another_form_is_refused(body):
    with pytest.raises(BadCallback):
        SERVICE.read(**signed(body=body), now=NOW)


def test_it_sends_people_to_its_own_pages_only():
    assert SERVICE.where(b'{"url":"https://vendor.example.com/go/1"}').endswith("/go/1")
    for url in (
        "https://evil.example.com/",
        "http://vendor.example.com/",
        "//x",
        "",
        "javascript:1",
    ):
        with pytest.raises(BadCallback):
            SERVICE.where(json.dumps({"url": url}).encode())
