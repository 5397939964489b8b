"""The ticket that a case came from is told how its clock stands: each state once, none twice."""

from datetime import timedelta

import pytest

from dsar.cases.operations.clarifying import resume
from dsar.outbox.models import Message, State
from dsar.outbox.overdue import overdue
from dsar.outbox.sweep import drain
from dsar.outbox.sweeps import names
from dsar.ticketing.models import Ticket
from dsar.ticketing.noting import owe
from dsar.vault.operations import unseal
from tests import desk

from .conftest import NOW
from .connected import connect
from .stand_in import DUE_FIELD

TICKET = ("zendesk", "48213")


def received(company, **given):
    return desk.receive(company, **{"external": TICKET} | given)


def told(now=NOW):
    """What is owed now is owed, and what is owed leaves."""
    owe(now=now)
    drain(now=now)


def test_each_state_of_the_clock_is_a_private_note_and_a_date(company, helpdesk, zendesk):
    ticket, case = zendesk.tickets[48213], received(company)
    told()
    assert ticket.notes == [
        f"Case opened. Due on Wednesday 23 December 2026. Case {case.reference}."
    ]
    assert ticket.fields == {DUE_FIELD: "2026-12-23"}

    case = desk.asked(desk.identified(case))
    told()
    assert ticket.notes[1] == f"Clock paused. Due date open. Case {case.reference}."
    assert ticket.fields == {DUE_FIELD: None}

    later = NOW + timedelta(days=3)
    resume(case_id=case.pk, actor=desk.OFFICER, now=later)
    told(later)
    assert ticket.notes[2].startswith("Clock running. Due on ")
    assert ticket.fields[DUE_FIELD] > "2026-12-23"

    desk.closed(case)
    told(later)
    assert ticket.notes[3:] == [f"Case closed. Case {case.reference}."]
    assert not any(one["public"] for one in ticket.comments)
    assert "tickets" in names()


def test_what_did_not_change_is_not_told_again(company, helpdesk, zendesk):
    received(company)
    told()
    assert owe(now=NOW + timedelta(days=1)) == 0
    assert Message.objects.filter(channel="ticket").count() == 1


def test_nothing_about_the_person_goes_there(company, helpdesk, zendesk):
    received(company)
    owe(now=NOW)
    payload = str(unseal(Message.objects.get(channel="ticket"), "payload")).lower()
    assert not [word for word in ("robin", "example.org", "access") if word in payload]


@pytest.mark.parametrize("external", [("", ""), ("jira", "48213"), ("zendesk", "PRIV-1")])
def test_a_case_without_a_ticket_of_it_is_told_nowhere(company, helpdesk, external):
    received(company, external=external)
    assert owe(now=NOW) == 0


def test_another_companys_cases_are_told_nowhere(company, helpdesk):
    received(desk.publish("nexus-ip"))
    assert owe(now=NOW) == 0


def test_what_was_closed_before_it_was_connected_is_not_told(company, zendesk):
    over = desk.refused(desk.identified(received(company)))
    running = received(company, external=("zendesk", "7"))
    connect(company, zendesk, now=over.closed_at + timedelta(minutes=1))

    assert owe(now=over.closed_at + timedelta(hours=1)) == 1
    assert Ticket.objects.get().case_id == running.pk


def test_a_test_case_says_that_it_is_one(company, helpdesk, zendesk):
    case = received(company, is_test=True)
    told()
    assert zendesk.tickets[48213].notes[0].endswith(f"Test case {case.reference}.")


def test_a_note_that_arrived_before_the_line_was_cut_is_not_written_twice(
    company, helpdesk, zendesk
):
    zendesk.ways = ["taken, and cut"]
    received(company)
    told()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.QUEUED, "no-connection")

    told(NOW + timedelta(minutes=2))

    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(zendesk.tickets[48213].comments) == 1


def test_what_somebody_changes_meanwhile_is_looked_at_anew(company, helpdesk, zendesk):
    zendesk.ways = ["meanwhile"]
    received(company)
    told()
    assert Message.objects.get(channel="ticket").last_error == "http-409"
    assert zendesk.tickets[48213].comments == []

    told(NOW + timedelta(minutes=1))

    assert len(zendesk.tickets[48213].comments) == 1


def test_it_waits_as_long_as_zendesk_asks(company, helpdesk, zendesk):
    zendesk.ways, zendesk.retry_after = ["429"], "3600"
    received(company)
    told()
    message = Message.objects.get(channel="ticket")
    assert message.last_error == "http-429"
    assert message.next_try_at >= NOW + timedelta(hours=1)

    told(NOW + timedelta(minutes=30))
    assert zendesk.tickets[48213].comments == []
    told(NOW + timedelta(hours=2))
    assert len(zendesk.tickets[48213].comments) == 1


def test_an_older_note_does_not_take_a_newer_date_back(company, helpdesk, zendesk):
    zendesk.ways = ["500"]
    case = received(company)
    told()
    desk.asked(desk.identified(case))
    told()
    assert zendesk.tickets[48213].fields == {DUE_FIELD: None}

    told(NOW + timedelta(minutes=10))

    assert len(zendesk.tickets[48213].notes) == 1
    states = Message.objects.filter(channel="ticket").order_by("created_at", "key")
    assert list(states.values_list("state", flat=True)) == [State.DROPPED, State.SENT]
    assert zendesk.tickets[48213].fields == {DUE_FIELD: None}


@pytest.mark.parametrize(
    ("number", "status", "state", "code"),
    [
        ("48213", "closed", State.DROPPED, "ticket-closed"),
        ("99", "open", State.FAILED, "http-404"),
    ],
)
def test_a_ticket_that_takes_no_note_is_named_and_not_tried_for_days(
    company, helpdesk, zendesk, number, status, state, code
):
    zendesk.tickets[48213].status = status
    received(company, external=("zendesk", number))
    told()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (state, code)


def test_a_wrong_token_is_tried_for_three_days_and_wakes_nobody(company, zendesk):
    connect(company, zendesk, token="another")
    received(company)
    told()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.QUEUED, "http-401")
    late = NOW + timedelta(hours=1)
    assert overdue(now=late, company_ids=[company.pk])["outbox"].count == len(
        Message.objects.exclude(channel="ticket").filter(state=State.QUEUED)
    )


def test_what_is_switched_off_meanwhile_tells_nothing(company, helpdesk, zendesk):
    received(company)
    owe(now=NOW)
    connect(company, zendesk, is_on=False)
    drain(now=NOW)
    assert zendesk.calls == []
    assert Message.objects.get(channel="ticket").state == State.DROPPED


def test_a_date_is_left_alone_where_no_field_was_named(company, zendesk):
    connect(company, zendesk, due_field=None)
    received(company)
    told()
    assert zendesk.tickets[48213].fields == {}
    assert len(zendesk.tickets[48213].comments) == 1


def test_an_address_below_which_there_is_no_zendesk(company, zendesk):
    connect(company, zendesk, url=f"{zendesk.url}/elsewhere")
    received(company)
    told()
    assert Message.objects.get(channel="ticket").last_error == "http-404"
