"""A company's own systems are told what the API's feed lists: the same names, order and cases."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.cases.models import Case
from dsar.cases.webhooks import owe_events
from dsar.companies.webhooks import REMINDER, set_webhook
from dsar.outbox.models import Channel, Message
from dsar.outbox.sweeps import names
from dsar.vault.operations import unseal
from tests import desk

pytestmark = pytest.mark.django_db
NOW = desk.MONDAY + timedelta(hours=1)


@pytest.fixture
def company(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    return desk.publish()


def listening(company, url="https://example.com/a", **given):
    given = {"is_on": True, "actor": "user:1", "now": desk.MONDAY} | given
    return set_webhook(company_id=company.pk, url=url, **given)


def told(endpoint):
    """What the endpoint is owed, oldest first."""
    found = Message.objects.filter(key__startswith=f"webhook:{endpoint.pk}:").order_by("pk")
    return [unseal(message, "payload")["event"] for message in found]


def feed(company, **given):
    given = {"name": "x", "scopes": [Scope.EVENTS], "is_test": False} | given
    _, token = create_key(company=company, actor="user:1", now=desk.MONDAY, **given)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/events")
    return answer.json()["results"]


def test_what_the_feed_lists_is_told_once_each_in_its_order(company):
    endpoint = listening(company)
    case = desk.identified(desk.receive(company))

    assert owe_events(now=NOW) > 2
    desk.closed(case)
    owe_events(now=NOW)
    assert owe_events(now=NOW) == 0

    listed = [(one["id"], one["type"], one["case"]) for one in feed(company)]
    assert [(one["id"], one["type"], one["data"]["reference"]) for one in told(endpoint)] == listed
    assert "webhooks" in names()


def test_an_event_is_thin(company):
    endpoint = listening(company, types=["case.received"])
    case = desk.receive(company)
    owe_events(now=NOW)

    (event,) = told(endpoint)
    assert set(event) == {"id", "type", "timestamp", "data"}
    assert event["type"] == "case.received"
    assert event["data"] == {"company": "nexus-ip", "reference": case.reference}


def test_what_did_not_happen_is_not_told(company):
    endpoint = listening(company)
    with transaction.atomic():
        desk.receive(company)
        transaction.set_rollback(True)

    assert owe_events(now=NOW) == 0
    assert told(endpoint) == []


def test_what_is_owed_and_how_far_it_was_told_stand_or_fall_together(company, monkeypatch):
    endpoint = listening(company)
    desk.receive(company)
    before = feed(company)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("dsar.companies.models.WebhookEndpoint.save", fails)
        with pytest.raises(RuntimeError):
            owe_events(now=NOW)
    assert told(endpoint) == []

    owe_events(now=NOW)
    assert [one["id"] for one in told(endpoint)] == [one["id"] for one in before]


def test_each_system_is_told_the_kinds_that_it_wants(company):
    every, kind, one = (
        listening(company),
        listening(company, "https://example.com/b", types=["case"]),
        listening(company, "https://example.com/c", types=["case.closed"]),
    )
    desk.closed(desk.identified(desk.receive(company)))
    owe_events(now=NOW)

    assert {each["type"] for each in told(one)} == {"case.closed"}
    kinds = [each for each in told(every) if each["type"].startswith("case.")]
    assert told(kind) == kinds
    assert 1 < len(kinds) < len(told(every))


def test_test_cases_are_told_to_test_systems_and_no_others(company):
    live = listening(company, types=["case.received"])
    test = listening(company, "https://example.com/b", types=["case.received"], is_test=True)
    real, tried = desk.receive(company), desk.receive(company)
    Case.objects.filter(pk=tried.pk).update(is_test=True)
    owe_events(now=NOW)

    assert [one["data"]["reference"] for one in told(live)] == [real.reference]
    assert [one["data"]["reference"] for one in told(test)] == [tried.reference]


def test_another_companys_cases_are_not_told(company):
    endpoint = listening(company)
    desk.receive(desk.publish("technology-nexus"))

    owe_events(now=NOW)

    assert told(endpoint) == []


def test_what_happens_while_it_is_off_is_not_told_later(company):
    endpoint = listening(company, types=["case.received"])
    listening(company, types=["case.received"], is_on=False)
    desk.receive(company)
    assert owe_events(now=NOW) == 0
    listening(company, types=["case.received"])
    later = desk.receive(company)
    owe_events(now=NOW)

    assert [one["data"]["reference"] for one in told(endpoint)] == [later.reference]


def test_one_that_wants_reminders_alone_is_told_no_events(company):
    endpoint = listening(company, types=[REMINDER])
    desk.receive(company)

    assert owe_events(now=NOW) == 0
    assert told(endpoint) == []


def test_nothing_of_the_person_is_owed_in_clear_or_sealed(company):
    listening(company)
    desk.closed(desk.identified(desk.receive(company)))
    owe_events(now=NOW)

    owed = Message.objects.filter(channel=Channel.WEBHOOK)
    texts = json.dumps([[one.key, unseal(one, "payload")] for one in owed])
    person = desk.REQUESTER
    assert owed
    assert not any(word in texts for word in (person.name, person.email))
