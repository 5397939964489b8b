"""An issue that a case came from is told how its clock stands: once, internally, with its date."""

from datetime import timedelta

import pytest

from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.ticketing import connecting
from dsar.ticketing.jira import INTERNAL, NO_DATE, Jira
from dsar.ticketing.models import HelpDesk, Ticket
from dsar.ticketing.noting import owe
from tests import desk

from . import stand_in
from .conftest import NOW
from .connected import connect, connect_jira

ISSUE = ("jira", "10002")


@pytest.fixture
def helpdesk(company, jira):
    return connect_jira(company, jira)


@pytest.fixture
def case(company, helpdesk):
    return desk.receive(company, external=ISSUE)


def told(now=NOW):
    owe(now=now)
    drain(now=now)


def test_each_state_is_an_internal_comment_a_date_and_a_link(case, jira, settings):
    issue = jira.issues["10002"]
    told()
    assert issue.notes == [
        f"Case opened. Due on Wednesday 23 December 2026. Case {case.reference}."
    ]
    assert issue.fields == {"duedate": "2026-12-23"}
    assert issue.comments[0]["properties"] == INTERNAL
    [(name, link)] = issue.links.items()
    assert name == f"app=dsar-desk&case={case.reference}"
    assert link["url"] == f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/"
    assert link["status"] == {"resolved": False}

    desk.asked(desk.identified(case))
    told()

    assert issue.notes[1:] == [f"Clock paused. Due date open. Case {case.reference}."]
    assert issue.fields == {"duedate": None}
    assert len(issue.links) == 1


def test_a_closed_case_strikes_its_link_through(case, jira):
    told()
    desk.closed(desk.identified(case))
    told()
    [link] = jira.issues["10002"].links.values()
    assert link["status"] == {"resolved": True}
    assert jira.issues["10002"].notes[-1] == f"Case closed. Case {case.reference}."


def test_nothing_about_the_person_goes_there(case, jira):
    told()
    issue = jira.issues["10002"]
    gone = str(issue.comments) + str(issue.fields) + str(issue.links)
    assert case.reference in gone
    assert not [word for word in ("Robin", "robin@", "recordings", "access") if word in gone]


def test_a_comment_that_was_cut_off_and_arrived_is_written_once(case, jira):
    jira.ways = ["taken, and cut"]
    told()
    message = Message.objects.get(channel="ticket")
    assert message.state == State.QUEUED
    drain(now=message.next_try_at)
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(jira.issues["10002"].comments) == 1


def test_it_is_waited_for_as_long_as_jira_says(case, jira):
    jira.ways, jira.retry_after = ["429"], "7200"
    told()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.QUEUED, "http-429")
    assert message.next_try_at >= NOW + timedelta(hours=2)
    drain(now=message.next_try_at)
    assert len(jira.issues["10002"].comments) == 1


@pytest.mark.parametrize(("way", "state"), [("503", State.QUEUED), ("400", State.FAILED)])
def test_what_may_pass_is_tried_again_and_what_will_not_is_told(case, jira, way, state):
    jira.ways = [way]
    told()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (state, f"http-{way}")


def test_an_issue_that_is_gone_is_given_up_and_told(case, jira):
    jira.issues.clear()
    told()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.FAILED, "http-404")


def test_one_that_was_gone_is_there_again_though_it_takes_no_date(case, helpdesk, jira):
    kept = jira.issues.copy()
    jira.issues.clear()
    told()
    jira.issues, jira.lacks = kept, ("edit:duedate",)

    connecting.again(desk=helpdesk, message_id=Message.objects.get(channel="ticket").pk, now=NOW)
    drain(now=NOW)

    assert Ticket.objects.get().state == Ticket.State.OPEN


def test_each_help_desk_is_told_of_its_own(company, helpdesk, zendesk, jira):
    connect(company, zendesk)
    desk.receive(company, external=ISSUE)
    desk.receive(company, external=("zendesk", "48213"))
    told()
    assert len(jira.issues["10002"].comments) == len(zendesk.tickets[48213].comments) == 1
    assert set(jira.issues["10002"].fields) == {"duedate"}


def test_to_take_one_away_leaves_the_other(company, helpdesk, zendesk, case):
    connect(company, zendesk)
    desk.receive(company, external=("zendesk", "48213"))
    told()
    connecting.disconnect(company_id=company.pk, system="jira", actor="user:1", now=NOW)

    assert HelpDesk.objects.get().system == "zendesk"
    assert Ticket.objects.get().case.external_system == "zendesk"
    assert connect(company, zendesk).cases_since is None
    assert connect_jira(company, JIRA).cases_since is not None


def test_a_due_date_that_is_not_taken_keeps_no_note_back(case, jira):
    jira.lacks = ("edit:duedate",)
    told()

    issue = jira.issues["10002"]
    assert len(issue.notes) == len(issue.links) == 1
    assert "Due on Wednesday 23 December 2026." in issue.notes[0]
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.SENT, NO_DATE)


JIRA = Jira("http://127.0.0.1:1", stand_in.EMAIL, stand_in.TOKEN)
