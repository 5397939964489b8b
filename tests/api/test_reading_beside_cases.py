"""The clock, the messages, events and the policy, each for its scope; limits and names of calls."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dsar.api.models import Scope
from dsar.cases.models import Case
from dsar.cases.operations import posting
from dsar.cases.operations.intake import keep_evidence
from dsar.outbox.models import Message
from tests import desk

from .conftest import BODY

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(caller):
    received = (timezone.now() - timedelta(days=1)).isoformat()
    return caller.create({**BODY, "received_at": received}).json()["reference"]


def test_the_clock_has_the_steps_of_the_case(caller, reference):
    case = caller.get(f"/api/v1/cases/{reference}").json()

    clock = caller.get(f"/api/v1/cases/{reference}/clock").json()

    assert clock["why"] == case["why"] != []
    assert clock["due_on"] == case["due_on"]


def test_the_messages_hold_what_they_wrote_and_what_they_got(caller, reference):
    listed = caller.get(f"/api/v1/cases/{reference}/messages").json()["results"]

    texts = {one["direction"]: one["text"] for one in listed}
    assert BODY["text"] in texts["in"]
    assert reference in texts["out"]


def test_the_messages_hold_neither_notes_nor_what_proves_who_somebody_is(caller, reference):
    case, now = Case.objects.get(), timezone.now()
    address = "1 Example Road\nBath"
    doubt = {"doubt": "details-differ", "facts": "Another name."}
    posting.send_letter_code(case_id=case.pk, address=address, actor=desk.OFFICER, now=now, **doubt)
    keep_evidence(case, "A fact", "My number is 4711.", now=now)
    kept = set(case.messages.values_list("kind", flat=True))

    listed = caller.get(f"/api/v1/cases/{reference}/messages").json()["results"]

    assert kept - {one["kind"] for one in listed} == {"letter_code", "evidence", "doubt"}
    assert {one["direction"] for one in listed} == {"in", "out"}


def test_events_name_the_case_and_nobody_and_are_told_once(caller, reference):
    first = caller.get("/api/v1/events").json()

    assert {one["case"] for one in first["results"]} == {reference}
    assert "case.received" in {one["type"] for one in first["results"]}
    assert set(first["results"][0]) == {"id", "type", "at", "case"}
    assert caller.get("/api/v1/events", after=first["last"]).json() == {
        "results": [],
        "last": first["last"],
    }


def test_events_go_on_where_they_were_left(caller, reference):
    every = caller.get("/api/v1/events").json()["results"]
    one = caller.get("/api/v1/events", limit=1).json()

    rest = caller.get("/api/v1/events", after=one["last"]).json()["results"]

    assert one["results"] + rest == every


def test_a_test_key_is_told_nothing_of_real_cases(make_caller, reference):
    test = make_caller(is_test=True)

    assert test.get("/api/v1/events").json()["results"] == []
    assert test.get(f"/api/v1/cases/{reference}/messages").status_code == 404
    assert test.get(f"/api/v1/cases/{reference}/clock").status_code == 404


def test_the_policy_is_read_by_version(caller):
    version = caller.get("/api/v1/policies").json()["results"][0]["version"]

    policy = caller.get(f"/api/v1/policies/{version}").json()

    assert policy["version"] == version
    assert "identity" in policy["rules"]


@pytest.mark.parametrize("version", ["0", "999", "x", "9" * 30, "²"])
def test_a_version_that_is_none_is_not_found(caller, version):
    assert caller.get(f"/api/v1/policies/{version}").status_code == 404


@pytest.mark.parametrize(
    "address", ["cases/{}/messages", "events", "policies", "policies/1", "cases/{}/clock"]
)
def test_each_needs_its_scope(make_caller, reference, address):
    creator = make_caller(scopes=[Scope.CREATE])

    assert creator.get(f"/api/v1/{address.format(reference)}").status_code == 403


def test_how_many_calls_are_left_stands_in_every_answer(caller, settings):
    settings.API_CALLS_PER_MINUTE = 2
    first, second, third = (caller.get("/api/v1/cases") for _ in range(3))

    left = [one["RateLimit-Remaining"] for one in (first, second, third)]
    assert left == ["1", "0", "0"]
    assert [first["RateLimit-Limit"], third.status_code] == ["2", 429]
    assert 0 < int(third["RateLimit-Reset"]) <= 61


def test_a_call_has_a_name_in_the_answer(caller):
    given = caller.client.get("/api/v1/cases", headers={"X-Request-Id": "zendesk-48213"})
    odd = caller.client.get("/api/v1/cases", headers={"X-Request-Id": "a b\tc@example.org"})

    assert given["X-Request-Id"] == "zendesk-48213"
    assert len(odd["X-Request-Id"]) == 32


def test_what_a_call_owes_keeps_its_name(caller):
    headers = {"X-Request-Id": "zendesk-48213", "Idempotency-Key": "named"}
    caller.client.post("/api/v1/cases", BODY, content_type="application/json", headers=headers)

    assert set(Message.objects.values_list("request_id", flat=True)) == {"zendesk-48213"}


def test_the_name_stands_in_the_log_and_nowhere_later():
    import logging

    from dsar.logs import Masked
    from dsar.request_ids import current

    record = logging.LogRecord("x", logging.INFO, "", 0, "Done", None, None)
    token = current.set("zendesk-48213")
    try:
        assert Masked("%(message)s").format(record) == "Done request=zendesk-48213"
    finally:
        current.reset(token)
    assert Masked("%(message)s").format(record) == "Done"
