"""Some fields of a case instead of all; events of one kind, or since a moment."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from dsar.api.serializers.outgoing import CaseOut

from .conftest import BODY

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(caller):
    received = (timezone.now() - timedelta(days=1)).isoformat()
    return caller.create({**BODY, "received_at": received}).json()["reference"]


def test_a_case_has_the_fields_that_were_asked_for(caller, reference):
    whole = caller.get(f"/api/v1/cases/{reference}").json()

    some = caller.get(f"/api/v1/cases/{reference}", fields="status,reference,status")

    assert list(some.json().items()) == [("reference", reference), ("status", whole["status"])]
    assert some["ETag"] == caller.get(f"/api/v1/cases/{reference}")["ETag"]
    assert set(whole) == set(CaseOut().fields)


def test_a_list_has_them_and_so_does_its_next_page(caller, reference):
    caller.create(key="two", external={"system": "zendesk", "id": "2"})

    first = caller.get("/api/v1/cases", fields="reference", limit=1).json()
    parts = urlsplit(first["next"])
    second = caller.client.get(f"{parts.path}?{parts.query}").json()

    assert [list(one) for one in first["results"] + second["results"]] == [["reference"]] * 2
    assert second["results"] == [{"reference": reference}]


@pytest.mark.parametrize("fields", ["name", "status,", "status, right", ""])
@pytest.mark.parametrize("address", ["/api/v1/cases", "/api/v1/cases/{}"])
def test_what_is_no_field_is_told(caller, reference, address, fields):
    response = caller.get(address.format(reference), fields=fields)

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["field"] == "fields"
    assert "due_in_days" in error["fix"]


def test_a_case_takes_no_other_question(caller, reference):
    response = caller.get(f"/api/v1/cases/{reference}", field="status")

    assert response.json()["errors"][0]["fix"] == "Leave it out, or use one of: fields."


def told(caller, **asked) -> list[str]:
    return [one["type"] for one in caller.get("/api/v1/events", **asked).json()["results"]]


def test_events_of_one_kind(caller, reference):
    body = {"action": "extend", "ground": "complexity", "reasons": "Nine systems."}
    address, headers = f"/api/v1/cases/{reference}/actions", {"Idempotency-Key": "more"}
    caller.client.post(address, body, content_type="application/json", headers=headers)
    every = told(caller)

    assert {"case.received", "clock.extended"} <= set(every)
    assert told(caller, type="case") == [one for one in every if one.startswith("case.")]
    assert told(caller, type="case.received") == ["case.received"]
    assert told(caller, type="cas") == told(caller, type="nothing.happened") == []


def test_events_since_a_moment(caller, reference):
    at = [one["at"] for one in caller.get("/api/v1/events").json()["results"]]

    assert len(told(caller, since=at[0])) == len(at)
    assert told(caller, since=(timezone.now() + timedelta(seconds=1)).isoformat()) == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": "2026-11-23T09:12:00"}, "since"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "since"),
        ({"type": "%"}, "type"),
        ({"type": "case.received.x"}, "type"),
        ({"kind": "case"}, "kind"),
    ],
)
def test_what_cannot_be_asked_is_told(caller, asked, field):
    response = caller.get("/api/v1/events", **asked)

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field
