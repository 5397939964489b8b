"""A webhook of Jira tells of an issue: labelled as a request, it becomes one case."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dsar.cases.models import Case
from dsar.cases.operations import erasing
from dsar.outbox.sweep import drain
from dsar.ticketing import hub_signed
from dsar.ticketing.arriving import not_taken
from dsar.ticketing.models import Arrival
from dsar.ticketing.noting import owe
from dsar.ticketing.signed import Unsigned
from dsar.vault.operations import unseal
from tests import desk

from .conftest import NOW
from .connected import connect_jira

SECRET = "a-secret-of-a-webhook"
ADDRESS = "/api/v1/jira/connexai"
CUSTOMER = {
    "accountId": "qm:1",
    "accountType": "customer",
    "displayName": "Robin Requester",
    "emailAddress": "robin@example.org",
}
COLLEAGUE = CUSTOMER | {"accountType": "atlassian"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def helpdesk(company, jira):
    return connect_jira(company, jira, secret=SECRET)


def event(kind="jira:issue_created", *, at=NOW, number="10002", changed=(), **fields):
    """As their page has it, without what is of no use to us."""
    given = {
        "summary": "My recordings",
        "description": "Please send me the recordings of my calls.",
        "created": "2026-11-23T09:12:00.000+0000",
        "labels": ["dsar-access", "urgent"],
        "reporter": CUSTOMER,
    }
    return {
        "timestamp": int(at.timestamp() * 1000),
        "webhookEvent": kind,
        "issue": {"id": number, "key": "DSR-7", "fields": given | fields},
        **({"changelog": {"id": "1", "items": list(changed)}} if changed else {}),
    }


def labelled(before, after):
    return {"field": "labels", "fromString": before, "toString": after}


def signature(body, secret=SECRET):
    """As their page has it in other languages, without a line of ours."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def send(content=None, *, secret=SECRET, address=ADDRESS):
    raw = json.dumps(content or event()).encode()
    client = Client(enforce_csrf_checks=True, headers={"X-Hub-Signature": signature(raw, secret)})
    return client.post(address, raw, content_type="application/json")


def test_their_own_example_of_a_signature_is_right():
    # https://developer.atlassian.com/cloud/jira/software/webhooks/#validating-webhook-deliveries
    expected = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    given = {"secret": "It's a Secret to Everybody", "body": b"Hello World!", "now": NOW}
    with pytest.raises(Unsigned) as refused:
        hub_signed.check(signature=expected, **given)
    assert refused.value.code == "no-moment"  # signed, and no event


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": ""}, "no-secret"),
        ({"secret": "another"}, "other-signature"),
        ({"signature": ""}, "not-signed"),
        ({"signature": "sha256=é"}, "other-signature"),
        ({"body": b'{"timestamp": 1}'}, "other-signature"),
        ({"now": NOW + timedelta(hours=1, seconds=1)}, "another-hour"),
        ({"now": NOW - timedelta(hours=1, seconds=1)}, "another-hour"),
    ],
)
def test_what_jira_did_not_sign_is_refused(change, code):
    body = json.dumps(event()).encode()
    given = {"secret": SECRET, "signature": signature(body), "body": body, "now": NOW}
    hub_signed.check(**given)
    hub_signed.check(**given | {"now": NOW + timedelta(minutes=59)})
    with pytest.raises(Unsigned) as refused:
        hub_signed.check(**given | change)
    assert refused.value.code == code


def test_an_issue_of_a_customer_becomes_a_case_that_counts_from_the_issue(company, helpdesk):
    answer = send()

    assert answer.status_code == 201
    case = Case.objects.get()
    assert answer.json() == {"reference": case.reference, "said": "Case created"}
    assert (case.external_system, case.external_id, case.right) == ("jira", "10002", "access")
    assert case.received_at == datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
    assert (case.company, case.is_test) == (company, False)
    told = unseal(case.messages.get(kind="request"), "body")
    assert told["text"].startswith("My recordings\n\nPlease send me")


def test_an_issue_that_quotes_a_note_of_ours_is_a_request(company, helpdesk, jira):
    desk.receive(company, external=("jira", "10002"))
    owe(now=NOW)
    drain(now=NOW)
    ours = jira.issues["10002"].comments[0]["body"]["content"]
    note = "\n\n".join(one["content"][0]["text"] for one in ours)
    assert send(event(number="10003", description=note)).status_code == 201
    quoted = f"I want my data.\n\n{note}"
    assert send(event(number="10004", description=quoted)).status_code == 201


def test_again_or_under_another_key_it_is_the_same_case(company, helpdesk):
    first = send().json()["reference"]
    later = event("jira:issue_updated", changed=[labelled("", "dsar-access")], summary="Other")
    moved = event("jira:issue_updated", changed=[labelled("", "dsar-access")])
    moved["issue"]["key"] = "OPS-3"  # as it is called in another project

    answers = [send(), send(later), send(moved)]

    assert [one.status_code for one in answers] == [200, 200, 200]
    assert {one.json()["reference"] for one in answers} == {first}
    assert Case.objects.count() == 1


def test_a_label_that_is_set_later_makes_a_case_also_before_the_creation_is_told(company, helpdesk):
    """Jira promises no order."""
    set_later = event("jira:issue_updated", changed=[labelled("urgent", "urgent dsar-access")])
    assert send(set_later).status_code == 201
    assert send(event(labels=["urgent"])).json()["said"].startswith("Not marked")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("label", ["DSAR-Access", "dsar-Access", "Dsar-ACCESS"])
def test_a_label_may_be_written_in_capitals(company, helpdesk, label):
    changed = [labelled("dsar-access urgent", f"{label} urgent")]
    only_its_letters = event("jira:issue_updated", changed=changed, labels=[label])
    assert send(only_its_letters).json()["said"].startswith("Not marked")
    assert send(event(labels=[label])).status_code == 201
    assert Case.objects.get().right == "access"


@pytest.mark.parametrize(
    "content",
    [
        event(labels=["urgent"]),
        event(labels=["my-dsar-access"]),
        event(labels=None),
        event("jira:issue_updated"),
        event("jira:issue_updated", changed=[{"field": "status", "toString": "Done"}]),
        event("jira:issue_updated", changed=[labelled("dsar-access", "dsar-access urgent")]),
        event("jira:issue_deleted"),
        event("comment_created"),
        {"timestamp": int(NOW.timestamp() * 1000), "webhookEvent": "sprint_started"},
    ],
)
def test_whatever_else_happens_in_jira_asks_for_nothing(company, helpdesk, content):
    answer = send(content)
    assert (answer.status_code, answer.json()["reference"]) == (200, "")
    assert not Case.objects.exists()
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (event(reporter=COLLEAGUE), "requester.name"),
        (event(reporter=None), "requester.name"),
        (event(reporter=CUSTOMER | {"emailAddress": None}), "requester.email"),
        (event(labels=["dsar-nothing"]), "right"),
        (event(labels=["dsar_access"]), "right"),
        (event(labels=["DSAR"]), "right"),
        (event(labels=["dsar-access", "dsarerasure"]), "right"),
        (
            event(
                "jira:issue_updated", changed=[labelled("", "Dsar_Access")], labels=["Dsar_Access"]
            ),
            "right",
        ),
        (event(labels=["dsar-access", "dsar-erasure"]), "right"),
        (event(created="2030-01-01T09:12:00.000+0000"), "received_at"),
    ],
)
def test_what_cannot_be_a_case_is_told_until_it_is_one(company, helpdesk, content, fields):
    answer = send(content)

    assert answer.status_code == 400
    assert fields in Arrival.objects.get().fields
    assert [one.ticket for one in not_taken([company.pk])] == ["10002"]
    assert send().status_code == 201
    assert not not_taken([company.pk])


def test_who_asks_may_stand_in_fields_of_the_issue(company, jira):
    connect_jira(company, jira, secret=SECRET, name_field=10041, email_field=10042)
    own = {"customfield_10041": "Kim Example", "customfield_10042": " kim@example.org "}

    assert send(event(reporter=COLLEAGUE, **own)).status_code == 201

    details = unseal(Case.objects.get(), "person")
    assert "Kim Example" in str(details)
    assert "kim@example.org" in str(details)
    assert "Robin" not in str(details)


def test_a_document_is_read_as_its_words(company, helpdesk):
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "All of"}]}
    words = {"type": "paragraph", "content": [{"type": "text", "text": "it."}]}
    send(event(description={"type": "doc", "version": 1, "content": [paragraph, words]}))
    told = unseal(Case.objects.get().messages.get(kind="request"), "body")
    assert told["text"] == "My recordings\n\nAll of\nit."


def test_no_change_of_an_issue_brings_an_erased_case_back(company, helpdesk):
    send()
    case = desk.identified(Case.objects.get())
    desk.attached(case)
    desk.closed(case)
    later = NOW + timedelta(days=30)
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="X.", actor="user:1", now=later)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=later)

    status = {"field": "status", "fromString": "Open", "toString": "Done"}
    assert send(event("jira:issue_updated", changed=[status])).json()["reference"] == ""
    assert Case.objects.count() == 1


def test_the_same_number_in_zendesk_is_another_ticket(company, helpdesk):
    desk.receive(company, external=("zendesk", "10002"))
    assert send().status_code == 201
    assert Case.objects.count() == 2


@pytest.mark.parametrize("is_there", [True, False])
def test_a_stranger_learns_nothing(company, jira, is_there):
    if is_there:
        connect_jira(company, jira, secret=SECRET)
    answer = send(secret="another")
    assert answer.status_code == 401
    assert answer.json()["detail"] == "The call is not signed by a Jira that is connected here."
    assert not Case.objects.exists()


def test_a_secret_of_zendesk_opens_no_door_of_jira(company, jira, zendesk):
    connect_jira(company, jira, secret=SECRET)
    assert send(address="/api/v1/zendesk/connexai").status_code == 401
