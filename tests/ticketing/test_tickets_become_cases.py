"""A trigger in Zendesk sends a ticket: it becomes one case, however often and whatever comes."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from dsar.api import help_desk_views
from dsar.api.parsing import MOST_BYTES
from dsar.cases.models import Case
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.ticketing.arriving import KEPT, note_arrival, note_refused
from dsar.ticketing.connecting import disconnect
from dsar.ticketing.models import Arrival
from dsar.ticketing.noting import owe
from dsar.vault.operations import unseal
from tests import desk

from .conftest import NOW
from .connected import connect
from .test_signed_by_zendesk import signature

MOST_READ = 1024 * 1024
SECRET = "a-secret-of-a-webhook"
ADDRESS = "/api/v1/zendesk/connexai"
# Of the trigger on the page, with the placeholders filled in as Zendesk does.
TICKET = """{"right": "access", "channel": "email", "received_at": "2026-11-23T09:12Z",
 "requester": {"name": "Robin Requester", "email": "robin@example.org"},
 "text": "Please send me
the recordings of my calls.",
 "external": {"system": "zendesk", "id": "48213"}}"""


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def helpdesk(company, zendesk):
    return connect(company, zendesk, secret=SECRET, takes_test=False)


def send(
    body=TICKET, *, at=NOW, secret=SECRET, address=ADDRESS, REMOTE_ADDR="127.0.0.1", **headers
):
    raw = body if isinstance(body, bytes) else body.encode()
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = {
        "X-Zendesk-Webhook-Signature": signature(stamp, raw, secret),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
    }
    client = Client(enforce_csrf_checks=True, headers=signed | headers)
    return client.post(address, raw, content_type="application/json", REMOTE_ADDR=REMOTE_ADDR)


def outcomes():
    return list(Arrival.objects.order_by("pk").values_list("outcome", flat=True))


def test_a_ticket_becomes_a_case_that_counts_from_the_ticket(company, helpdesk):
    answer = send()

    assert answer.status_code == 201
    case = Case.objects.get()
    assert answer.json() == {"reference": case.reference, "said": "Case created"}
    assert (case.external_system, case.external_id, case.company) == ("zendesk", "48213", company)
    assert case.received_at.isoformat() == "2026-11-23T09:12:00+00:00"
    assert not case.is_test


def test_the_same_ticket_again_is_the_same_case(company, helpdesk):
    first = send().json()
    again = send(TICKET.replace("calls", "calls, all of them"), at=NOW + timedelta(minutes=1))

    assert again.status_code == 200
    assert again.json() == {
        "reference": first["reference"],
        "said": "Already created, nothing changed",
    }
    assert Case.objects.count() == 1
    assert outcomes() == ["created", "known"]


@pytest.mark.django_db(transaction=True)
def test_ten_triggers_at_once_make_one_case(helpdesk):
    gate = Barrier(10)

    def fire():
        try:
            connection.ensure_connection()
            gate.wait(30)
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = [future.result() for future in [pool.submit(fire) for _ in range(10)]]

    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert Case.objects.count() == 1


def test_a_ticket_that_a_program_sent_before_is_the_same_case(company, helpdesk):
    case = desk.receive(company, external=("zendesk", "48213"))
    answer = send()
    assert (answer.status_code, answer.json()["reference"]) == (200, case.reference)
    assert Case.objects.count() == 1


def test_of_two_companies_with_the_same_number_each_has_its_own(company, helpdesk, zendesk):
    other = desk.publish("nexus-ip")
    connect(other, zendesk, secret="theirs", takes_test=False)
    send()
    answer = send(secret="theirs", address="/api/v1/zendesk/nexus-ip")
    assert answer.status_code == 201
    assert Case.objects.count() == 2
    assert send(secret="theirs").status_code == 401


def test_what_was_tried_as_a_test_is_made_anew_for_real(company, zendesk):
    connect(company, zendesk, secret=SECRET)
    send()
    assert Case.objects.get().is_test
    connect(company, zendesk, takes_test=False)
    assert send().status_code == 201
    assert list(Case.objects.order_by("pk").values_list("is_test", flat=True)) == [True, False]


def test_a_number_of_another_zendesk_is_another_ticket(company, helpdesk, zendesk):
    """Else a request would be taken for one that came years ago."""
    send()
    owe(now=NOW)
    Case.objects.update(created_at=NOW - timedelta(days=1))
    disconnect(company_id=company.pk, system="zendesk", actor="user:1", now=NOW)
    connect(company, zendesk, secret=SECRET, takes_test=False, now=NOW)
    assert owe(now=NOW) == 0

    assert send().status_code == 201
    assert Case.objects.count() == 2
    assert owe(now=NOW) == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"secret": "another"}, "other-signature"),
        ({"at": NOW - timedelta(minutes=6)}, "stale"),
        ({"at": NOW + timedelta(minutes=6)}, "stale"),
        ({"X-Zendesk-Webhook-Signature": ""}, "not-signed"),
        ({"X-Zendesk-Webhook-Signature-Timestamp": "2026-11-23T10:00:01Z"}, "other-signature"),
    ],
)
def test_what_zendesk_did_not_sign_just_now_makes_nothing(helpdesk, given, why):
    answer = send(**given)

    assert answer.status_code == 401
    assert not Case.objects.exists()
    assert not Arrival.objects.exists()
    helpdesk.refresh_from_db()
    assert (helpdesk.refused_for, helpdesk.refused_at) == (why, NOW)


def test_without_a_secret_and_without_a_zendesk_the_answer_is_the_same(company, zendesk):
    before = send()
    connect(company, zendesk)
    after = send()
    assert before.status_code == after.status_code == 401
    assert before.content == after.content


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (("2026-11-23T09:12Z", ""), "received_at"),
        (("2026-11-23T09:12Z", "2027-01-01T00:00Z"), "received_at"),
        (("robin@example.org", "Robin"), "requester.email"),
        (('"48213"', '"PRIV-1"'), "external"),
        (('"zendesk"', '"jira"'), "external"),
        (('"right"', '"robin@example.org"'), "right"),
        (("}}", "}"), ""),
        (("Please", '", "right": "erasure'), ""),
    ],
)
def test_what_cannot_be_used_is_said_and_listed_without_what_was_written(helpdesk, change, fields):
    answer = send(TICKET.replace(*change))

    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not Case.objects.exists()
    row = Arrival.objects.get()
    assert (row.outcome, row.fields) == ("refused", fields)
    # It can be sent again once it is right.
    assert send().status_code == 201


def test_our_own_note_makes_no_case_and_a_made_up_mark_hides_none(company, helpdesk, zendesk):
    desk.receive(company, external=("zendesk", "48213"))
    owe(now=NOW)
    drain(now=NOW)
    note = zendesk.tickets[48213].comments[0]["body"]
    other = json.loads(TICKET, strict=False) | {"external": {"system": "zendesk", "id": "7"}}

    assert send(json.dumps(other | {"text": note})).json()["said"].startswith("Our own note")
    assert Case.objects.count() == 1
    made_up = f"I want my data. [desk {'0' * 32}]"
    assert send(json.dumps(other | {"text": made_up})).status_code == 201


@pytest.mark.parametrize(
    "quoting",
    [
        "I want my data.\n\n> {note}",
        "{note}\n\nThat is no answer: I want my data.",
        "{words} I want my data. {mark}",
        "I want my data. {mark}",
        "{mark}",
    ],
)
def test_a_request_that_quotes_a_note_of_ours_is_a_request(company, helpdesk, zendesk, quoting):
    desk.receive(company, external=("zendesk", "48213"))
    owe(now=NOW)
    drain(now=NOW)
    note = zendesk.tickets[48213].comments[0]["body"]
    words, _, mark = note.partition("\n\n")
    text = quoting.format(note=note.replace("\n", "\n> "), words=words, mark=mark)
    other = json.loads(TICKET, strict=False) | {"external": {"system": "zendesk", "id": "7"}}

    assert send(json.dumps(other | {"text": text})).status_code == 201

    told = unseal(Case.objects.get(external_id="7").messages.get(kind="request"), "body")
    assert told["text"] == text.strip()


def test_a_note_without_its_words_cannot_be_told_from_a_request(company, helpdesk, zendesk):
    """They go in time; what somebody wrote around a mark would go unread with them."""
    desk.receive(company, external=("zendesk", "48213"))
    owe(now=NOW)
    drain(now=NOW)
    Message.objects.filter(channel="ticket").update(payload=None)
    note = zendesk.tickets[48213].comments[0]["body"]
    other = json.loads(TICKET, strict=False) | {"external": {"system": "zendesk", "id": "7"}}
    assert send(json.dumps(other | {"text": note})).status_code == 201


def test_a_note_that_fires_the_trigger_again_goes_round_once(company, helpdesk, zendesk):
    """Zendesk calls back on each change of the ticket, twice: nothing goes on for ever."""
    calls = []

    def fire() -> None:
        newest = zendesk.tickets[48213].comments[-1]["body"]
        ticket = json.loads(TICKET, strict=False) | {"text": newest}
        calls.extend(send(json.dumps(ticket)).status_code for _ in range(2))

    send()
    for minute in range(5):
        owe(now=NOW + timedelta(minutes=minute))
        if drain(now=NOW + timedelta(minutes=minute)) and zendesk.tickets[48213].comments:
            fire()

    assert len(zendesk.tickets[48213].comments) == 1
    assert set(calls) == {200}
    assert Case.objects.count() == 1


def test_a_call_without_end_is_stopped(helpdesk, monkeypatch):
    monkeypatch.setattr(help_desk_views, "CALLS", ("help-desk-call", 2, 3600))
    assert [send().status_code for _ in range(3)] == [201, 200, 429]


@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES + 1, 401), (MOST_READ + 1, 413)])
def test_a_large_body_is_refused_the_same_whether_a_zendesk_is_there(
    company, zendesk, size, status
):
    large = b"x" * size
    before = send(large, secret="another")
    connect(company, zendesk, secret=SECRET)
    after = send(large, secret="another")
    assert before.status_code == after.status_code == status
    assert before.content == after.content


def test_a_large_ticket_that_is_signed_is_taken(helpdesk):
    large = json.loads(TICKET, strict=False) | {"text": "x" * (2 * MOST_BYTES)}
    assert send(json.dumps(large)).status_code == 201


def test_a_large_ticket_that_cannot_be_a_case_is_told(helpdesk):
    large = json.loads(TICKET, strict=False) | {"requester": {"name": "x" * (2 * MOST_BYTES)}}
    assert send(json.dumps(large)).status_code == 400
    row = Arrival.objects.get()
    assert (row.outcome, row.ticket) == ("refused", "48213")


def test_what_is_too_large_to_be_checked_is_noted_without_its_number(helpdesk):
    assert send(b"x" * (MOST_READ + 1)).status_code == 413
    helpdesk.refresh_from_db()
    assert (helpdesk.refused_for, helpdesk.refused_at) == ("too-large", NOW)
    assert not Arrival.objects.exists()


def test_what_is_signed_gets_through_whoever_else_calls_from_its_address(helpdesk, monkeypatch):
    monkeypatch.setattr(help_desk_views, "NOT_SIGNED", ("help-desk-not-signed", 1, 60))
    assert [send(secret="another").status_code for _ in range(3)] == [401, 429, 429]
    assert send().status_code == 201


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("body", [TICKET, b"x" * (MOST_READ + 1)])
def test_a_flood_is_not_even_checked(company, zendesk, monkeypatch, is_there, body):
    if is_there:
        connect(company, zendesk, secret=SECRET)
    monkeypatch.setattr(help_desk_views, "FLOOD", ("help-desk-not-signed", 2, 60))
    for _ in range(2):
        send(body, secret="another")
    assert [send(body, secret=one).status_code for one in ("another", SECRET)] == [429, 429]
    assert send(REMOTE_ADDR="192.0.2.7").status_code == (201 if is_there else 401)


@pytest.mark.parametrize("is_there", [True, False])
def test_who_signs_nothing_is_held_up_whether_a_zendesk_is_there(
    company, zendesk, monkeypatch, is_there
):
    if is_there:
        connect(company, zendesk, secret=SECRET)
    monkeypatch.setattr(help_desk_views, "NOT_SIGNED", ("help-desk-not-signed", 2, 60))

    answers = [send(secret="another") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert 0 < int(answers[-1]["Retry-After"]) < 60


def test_whoever_is_held_up_holds_up_no_other_address_and_no_other_company(
    company, zendesk, monkeypatch
):
    other = desk.publish("nexus-ip")
    connect(company, zendesk, secret=SECRET, takes_test=False)
    connect(other, zendesk, secret="theirs", takes_test=False)
    monkeypatch.setattr(help_desk_views, "NOT_SIGNED", ("help-desk-not-signed", 1, 60))
    assert [send(secret="another").status_code for _ in range(2)] == [401, 429]

    assert send(REMOTE_ADDR="192.0.2.7").status_code == 201
    assert send(secret="theirs", address="/api/v1/zendesk/nexus-ip").status_code == 201


def test_what_is_signed_is_not_counted_as_if_it_were_not(helpdesk, monkeypatch):
    monkeypatch.setattr(help_desk_views, "NOT_SIGNED", ("help-desk-not-signed", 1, 60))
    assert [send().status_code for _ in range(3)] == [201, 200, 200]


def test_the_last_that_was_not_signed_is_noted_once_a_minute(helpdesk):
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        note_refused(helpdesk, "stale", now=NOW + timedelta(seconds=seconds))
        helpdesk.refresh_from_db()
        assert helpdesk.refused_at == NOW + timedelta(seconds=noted)


def test_the_list_is_not_longer_than_it_says(helpdesk):
    for _ in range(KEPT + 3):
        note_arrival(helpdesk, Arrival.Outcome.KNOWN, now=NOW)
    assert Arrival.objects.count() == KEPT


def test_only_a_post_is_taken(helpdesk):
    assert Client().get(ADDRESS).status_code == 401
    assert not Arrival.objects.exists()


def test_without_the_cache_nobody_is_held_up(helpdesk, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert send(secret="another").status_code == 401
    assert send().status_code == 201
