"""A ticket that became no case is told of until it is one, or somebody has dealt with it."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError

from deadlines.errors import ClockError
from dsar.api import help_desk_views
from dsar.api.serializers.incoming import MOST_TEXT
from dsar.audit.models import Event
from dsar.cases.models import Case, Message
from dsar.ticketing import connecting
from dsar.ticketing.arriving import KEPT, not_taken, note_arrival
from dsar.ticketing.models import Arrival
from dsar.vault.operations import RootKeyAway, unseal
from tests import desk

from .conftest import NOW
from .test_tickets_become_cases import TICKET, clock, helpdesk, send  # noqa: F401 - fixtures

REFUSED = Arrival.Outcome.REFUSED


def numbers(company):
    return [one.ticket for one in not_taken([company.pk])]


def without_an_address():
    return TICKET.replace("robin@example.org", "")


def test_a_requester_without_an_address_is_refused_and_the_ticket_told(company, helpdesk):  # noqa: F811
    answer = send(without_an_address())

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["message"] == "There is no address to answer to."
    row = Arrival.objects.get()
    assert (row.outcome, row.ticket, row.fields) == ("refused", "48213", "requester.email")
    assert numbers(company) == ["48213"]


def test_a_request_that_says_that_something_happened_is_not_passed_over(company, helpdesk):  # noqa: F811
    content = json.loads(TICKET, strict=False) | {"happened": "changed"}
    answer = send(json.dumps(content))
    assert answer.status_code == 400
    assert Arrival.objects.get().fields == "happened"
    assert numbers(company) == ["48213"]


@pytest.mark.parametrize("odd", ["\ud800", "\0", "x" * 5000, "\u202e"])
@pytest.mark.parametrize("field", ["right", "channel", "received_at", "text", "external", "other"])
def test_no_sign_of_a_ticket_breaks_the_desk(helpdesk, field, odd):  # noqa: F811
    content = json.loads(TICKET, strict=False)
    assert send(json.dumps(content | {field: odd})).status_code in (201, 400)
    assert send(json.dumps(content | {odd: "x"})).status_code in (200, 400)
    of_a_number = content | {"external": {"system": "zendesk", "id": odd}}
    assert send(json.dumps(of_a_number)).status_code == 400


def test_once_it_is_a_case_nobody_is_told_any_more(company, helpdesk):  # noqa: F811
    send(without_an_address())
    assert send().status_code == 201
    assert numbers(company) == []


def test_a_program_may_bring_it_instead_but_a_test_case_is_none(company, helpdesk):  # noqa: F811
    send(without_an_address())
    desk.receive(company, external=("zendesk", "48213"), is_test=True)
    assert numbers(company) == ["48213"]
    desk.receive(company, external=("zendesk", "48213"))
    assert numbers(company) == []


def test_a_case_of_another_zendesk_with_this_number_is_another_ticket(company, helpdesk):  # noqa: F811
    desk.receive(company, external=("zendesk", "48213"))
    helpdesk.cases_since = Case.objects.get().created_at + timedelta(seconds=1)
    helpdesk.save()
    send(without_an_address())
    assert numbers(company) == ["48213"]


def test_another_company_is_told_nothing(company, helpdesk):  # noqa: F811
    send(without_an_address())
    assert numbers(desk.publish("nexus-ip")) == []


def test_what_is_dealt_with_is_told_no_more_and_stands_in_the_log(company, helpdesk):  # noqa: F811
    send(without_an_address())
    given = {"desk": helpdesk, "arrival_id": Arrival.objects.get().pk, "actor": "user:1"}

    connecting.settle(**given, now=NOW)

    assert numbers(company) == []
    assert Arrival.objects.get().settled_at == NOW
    assert Event.objects.filter(event="ticketing.settled", actor="user:1").count() == 1
    with pytest.raises(connecting.HelpDeskRefused, match="already"):
        connecting.settle(**given, now=NOW)


def test_a_long_text_is_cut_and_says_so(helpdesk):  # noqa: F811
    long = json.loads(TICKET, strict=False) | {"text": "x" * (MOST_TEXT + 1)}

    assert send(json.dumps(long)).status_code == 201

    told = str(unseal(Message.objects.get(kind="request"), "body"))
    assert "Cut here: the ticket is too long for the desk." in told
    assert "x" * (MOST_TEXT - len(help_desk_views.CUT)) in told


def test_a_text_of_the_most_is_not_cut(helpdesk):  # noqa: F811
    long = json.loads(TICKET, strict=False) | {"text": "x" * MOST_TEXT}
    assert send(json.dumps(long)).status_code == 201
    assert "x" * MOST_TEXT in str(unseal(Message.objects.get(kind="request"), "body"))


def test_one_call_too_many_is_listed_and_asked_for_again_within_a_minute(
    company,
    helpdesk,  # noqa: F811
    monkeypatch,
):
    monkeypatch.setattr(help_desk_views, "CALLS", ("help-desk-call", 0, 3600))
    answer = send()
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) < 60
    assert Arrival.objects.get().outcome == "too-many"
    assert numbers(company) == ["48213"]


@pytest.mark.parametrize(
    ("error", "status", "outcome", "fields"),
    [
        (ClockError("No rule counts it."), 400, "refused", "received_at"),
        (RootKeyAway("Nobody answers."), 503, "away", ""),
        (OperationalError("Gone."), 503, "away", ""),
    ],
)
def test_whatever_went_wrong_is_listed(
    company,
    helpdesk,  # noqa: F811
    monkeypatch,
    error,
    status,
    outcome,
    fields,
):
    def fails(**_):
        raise error

    monkeypatch.setattr(help_desk_views, "receive_request", fails)
    answer = send()

    assert answer.status_code == status
    assert status == 400 or 0 < int(answer["Retry-After"]) < 60
    row = Arrival.objects.get()
    assert (row.outcome, row.ticket, row.fields) == (outcome, "48213", fields)
    assert numbers(company) == ["48213"]


def test_while_the_key_is_away_a_call_that_nobody_can_check_is_listed(
    company,
    helpdesk,  # noqa: F811
    monkeypatch,
):
    def away(_):
        raise RootKeyAway("Nobody answers.")

    with monkeypatch.context() as patched:
        patched.setattr(help_desk_views.arriving, "secret_of", away)
        patched.setattr(help_desk_views, "UNCHECKED", ("help-desk-unchecked", 1, 3600))
        first, second = send(), send(TICKET.replace("48213", "7"))

    assert first.status_code == second.status_code == 503
    assert 0 < int(first["Retry-After"]) < 60
    assert numbers(company) == ["48213"]
    assert send().status_code == 201
    assert numbers(company) == []


def test_no_number_of_taken_tickets_pushes_out_one_that_is_open(company, helpdesk):  # noqa: F811
    note_arrival(helpdesk, REFUSED, now=NOW, ticket="1")
    for _ in range(KEPT + 1):
        note_arrival(helpdesk, Arrival.Outcome.KNOWN, now=NOW)
    assert numbers(company) == ["1"]
    for number in range(2, KEPT + 3):
        note_arrival(helpdesk, REFUSED, now=NOW, ticket=str(number))
    assert len(numbers(company)) == KEPT


def test_one_ticket_sent_for_ever_is_told_once(company, helpdesk):  # noqa: F811
    for _ in range(3):
        note_arrival(helpdesk, REFUSED, now=NOW, ticket="1")
        note_arrival(helpdesk, REFUSED, now=NOW)
    assert sorted(numbers(company)) == ["", "", "", "1"]
