"""A ticket that is not there when a note is written is gone, and the case's page says so."""

from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.dashboard.tickets import conflict
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.ticketing import connecting
from dsar.ticketing.models import HelpDesk, Ticket
from dsar.ticketing.noting import owe
from tests import desk

from .conftest import NOW
from .connected import connect, connect_jira

LATER = NOW + timedelta(hours=1)
CONNECT = {"zendesk": connect, "jira": connect_jira}
NUMBERS = {"zendesk": "48213", "jira": "10002"}


@pytest.fixture(params=["zendesk", "jira"])
def there(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def tickets(there):
    """All that the help desk keeps."""
    return there.issues if hasattr(there, "issues") else there.tickets


@pytest.fixture
def system(there):
    return "jira" if hasattr(there, "issues") else "zendesk"


@pytest.fixture
def case(company, system, there):
    CONNECT[system](company, there)
    return desk.receive(company, external=(system, NUMBERS[system]))


@pytest.fixture
def gone(case, tickets):
    """What was deleted there before the first note."""
    kept = dict(tickets)
    tickets.clear()
    told()
    return kept


def told(now=NOW):
    owe(now=now)
    drain(now=now)


def tried_again(now=LATER):
    message = Message.objects.get(channel="ticket")
    connecting.again(desk=HelpDesk.objects.get(), message_id=message.pk, now=now)
    drain(now=now)


def events(case):
    found = Event.objects.filter(subject=case.reference, event__startswith="ticket.")
    return list(found.order_by("seq").values_list("event", "actor"))


def test_it_is_shown_and_stands_in_the_history(case, gone, system):
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.FAILED, "http-404")
    assert Ticket.objects.get().state == Ticket.State.GONE
    assert events(case) == [("ticket.gone", system)]
    assert conflict(case).startswith("The ticket was deleted in ")
    case.refresh_from_db()
    assert case.is_open


def test_nothing_more_is_owed_to_it(case, gone, there):
    before = len(there.calls)
    desk.asked(desk.identified(case))

    told(LATER)

    assert Message.objects.filter(channel="ticket").count() == 1
    assert len(there.calls) == before


def test_that_it_is_gone_is_noted_once(case, gone, system):
    tried_again()
    assert Message.objects.get(channel="ticket").state == State.FAILED
    assert events(case) == [("ticket.gone", system)]


def test_there_again_it_is_told_what_happened_since(case, gone, tickets, system):
    desk.asked(desk.identified(case))
    tickets.update(gone)

    tried_again()

    assert events(case) == [("ticket.gone", system), ("ticket.opened-again", system)]
    assert conflict(case) == ""
    told(LATER)
    [ticket] = tickets.values()
    assert [note.partition(".")[0] for note in ticket.notes] == ["Case opened", "Clock paused"]


def test_where_not_even_the_account_is_there_no_ticket_is_to_blame(company, system, there):
    CONNECT[system](company, there, url=f"{there.url}/elsewhere")
    case = desk.receive(company, external=(system, NUMBERS[system]))

    told()

    assert Message.objects.get(channel="ticket").last_error == "http-404"
    assert Ticket.objects.get().state == ""
    assert events(case) == []


def test_a_test_that_arrives_or_goes_nowhere_says_nothing_of_any_case(
    company, system, there, tickets
):
    CONNECT[system](company, there)
    given = {"company_id": company.pk, "system": system, "actor": "user:1"}
    for now in (NOW, LATER):
        connecting.write_test_note(ticket=NUMBERS[system], now=now, **given)
        drain(now=now)
        tickets.clear()

    rows = Message.objects.filter(channel="ticket").order_by("created_at")
    assert [(one.state, one.last_error) for one in rows] == [
        (State.SENT, ""),
        (State.FAILED, "http-404"),
    ]
    assert not Ticket.objects.exists()
