"""The schema names each event that a company's own systems are sent, as it arrives."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import dsar
from dsar.cases.event_names import OF_CASES, TOLD
from dsar.cases.reminders import take_reminders
from dsar.cases.webhooks import owe_events
from dsar.companies.webhooks import PING, ping, set_webhook
from dsar.dashboard.forms.webhook import EVENTS
from dsar.outbox.channels.webhook import REMINDER
from dsar.outbox.sweep import drain
from tests import desk
from tests.dashboard.test_webhook import FOURTEEN_BEFORE, by_webhook
from tests.outbox.receiver import listening

pytestmark = pytest.mark.django_db
NOW = desk.MONDAY + timedelta(hours=1)
CODE = "\n".join(
    path.read_text()
    for path in Path(dsar.__file__).parent.rglob("*.py")
    if path.name != "event_names.py"
)


@pytest.fixture
def schema(client) -> dict[str, Any]:
    return json.loads(client.get("/api/schema/", {"format": "json"}).content)


def test_it_names_all_that_are_sent_and_no_others(schema):
    assert set(schema["webhooks"]) == set(TOLD) == {PING, *EVENTS}


def test_what_happens_to_a_case_is_among_them():
    """As `record` of the cases writes it down, whose subject is the case."""
    recorded = set(re.findall(r'\brecord\(\s*\w+,\s*"([a-z-]+\.[a-z-]+)"', CODE))

    assert len(recorded) > 40
    assert recorded - OF_CASES.keys() == set()


def test_each_of_them_is_written_down_somewhere():
    """How a fee was settled is written with a hyphen there."""
    written = {one for one in OF_CASES if re.search(f'"{one.replace(".", "[.-]")}"', CODE)}

    assert OF_CASES.keys() - written == set()


def test_what_arrives_is_as_it_says(schema, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    company = desk.publish()
    by_webhook(company)
    with listening() as receiver:
        set_webhook(
            company_id=company.pk, url=receiver.url, is_on=True, actor="user:1", now=desk.MONDAY
        )
        desk.receive(company)
        owe_events(now=NOW)
        ping(company_id=company.pk, actor="user:1", now=NOW)
        take_reminders(now=FOURTEEN_BEFORE)
        drain(now=FOURTEEN_BEFORE)

    arrived = {json.loads(body)["type"]: (headers, body) for headers, body in receiver.calls}
    assert {PING, REMINDER, "case.received"} <= arrived.keys()
    for event, (headers, body) in arrived.items():
        operation = schema["webhooks"][event]["post"]
        said = operation["requestBody"]["content"]["application/json"]["schema"]
        Draft202012Validator({"components": schema["components"], **said}).validate(
            json.loads(body)
        )
        wanted = {one["name"]: one["schema"] for one in operation["parameters"]}
        assert set(wanted) == {name for name in headers if name.startswith("webhook-")}
        for name, one in wanted.items():
            Draft202012Validator(one).validate(headers[name])


def test_a_body_of_another_event_does_not_fit(schema):
    said = schema["webhooks"]["case.closed"]["post"]["requestBody"]["content"]["application/json"]
    other = {
        "id": 1, "type": "case.received", "timestamp": "2026-11-23T09:00:00+00:00",
        "data": {"company": "nexus-ip", "reference": "NIP-EM52-PW"},
    }  # fmt: skip
    check = Draft202012Validator({"components": schema["components"], **said["schema"]})

    assert not check.is_valid(other)
    assert check.is_valid(other | {"type": "case.closed"})
