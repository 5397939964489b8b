"""A key writes to the requester of a case, once, and in the words of nobody's log."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from dsar.api.models import Answer, Scope
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.outbox.models import Message as Sent
from dsar.vault.operations import unseal
from tests import desk

from .conftest import BODY

pytestmark = pytest.mark.django_db
WORDS = "We found Unmistakable calls of yours."


@pytest.fixture
def reference(caller):
    received = (timezone.now() - timedelta(days=1)).isoformat()
    return caller.create({**BODY, "received_at": received}, key="first").json()["reference"]


def write(caller, reference, text=WORDS, *, key="one", **headers):
    return caller.client.post(
        f"/api/v1/cases/{reference}/messages",
        {"text": text} if isinstance(text, str) else text,
        content_type="application/json",
        headers={"Idempotency-Key": key, **headers},
    )


def written() -> int:
    return Case.objects.get().messages.filter(kind="our_message").count()


def test_a_message_goes_to_their_page_and_a_mail_says_so(caller, reference):
    response = write(caller, reference)

    assert response.status_code == 201
    sent = response.json()
    assert WORDS in desk.letter(Case.objects.get(), "our_message")
    mail = unseal(Sent.objects.get(key=f"letter:{sent['id']}"), "payload")
    assert "Unmistakable" not in json.dumps(mail)
    assert (sent["kind"], sent["by_post"]) == ("our_message", False)
    assert Event.objects.get(event="message.sent").actor == caller.key.actor
    [listed] = [
        one
        for one in caller.get(f"/api/v1/cases/{reference}/messages").json()["results"]
        if one["id"] == sent["id"]
    ]
    assert (listed["direction"], WORDS in listed["text"]) == ("out", True)


def test_sent_twice_it_is_written_once(caller, reference):
    first, again = write(caller, reference), write(caller, reference)

    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert written() == 1
    assert write(caller, reference, "Other words.").status_code == 409


def test_what_is_kept_of_the_call_holds_no_word_of_it(caller, reference):
    write(caller, reference)

    assert not [one for one in Answer.objects.all() if "Unmistakable" in one.body]


def test_without_a_key_of_the_call_nothing_is_sent(caller, reference):
    response = caller.client.post(
        f"/api/v1/cases/{reference}/messages", {"text": WORDS}, content_type="application/json"
    )

    assert response.status_code == 400
    assert written() == 0


def test_what_was_written_on_an_older_state_is_refused(caller, reference):
    tag = caller.get(f"/api/v1/cases/{reference}")["ETag"]
    first = write(caller, reference, **{"If-Match": tag})

    refused = write(caller, reference, key="two", **{"If-Match": tag})

    assert first["ETag"] == caller.get(f"/api/v1/cases/{reference}")["ETag"] != tag
    assert refused.status_code == 412
    assert "message.sent" in refused.json()["errors"][0]["message"]
    assert written() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "text"), ("   ", "text"), ("x" * 20_001, "text"), ({"text": "x", "to": "y"}, "to")],
)
def test_what_cannot_be_used_is_named(caller, reference, body, field):
    response = write(caller, reference, body)

    assert response.status_code == 400
    assert [one["field"] for one in response.json()["errors"]] == [field]
    assert written() == 0


def test_only_its_own_scope_lets_a_key_write(make_caller, reference):
    others = make_caller(scopes=[one for one in Scope.values if one != Scope.SEND])

    assert write(others, reference).status_code == 403
    alone = make_caller(scopes=[Scope.SEND])
    assert write(alone, reference).status_code == 201
    assert alone.get(f"/api/v1/cases/{reference}/messages").status_code == 403


def test_strangers_and_test_keys_write_to_nobody(make_caller, stranger_company, reference):
    for caller in (make_caller(stranger_company), make_caller(is_test=True)):
        assert write(caller, reference).status_code == 404

    assert written() == 0
