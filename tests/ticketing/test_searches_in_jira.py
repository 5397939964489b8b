"""A search is an issue for the team that looks there; done, it is noted and answers nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dsar.audit.models import Event
from dsar.cases.operations import erasing
from dsar.dashboard.searches import searches
from dsar.fulfilment.models import SearchTask
from dsar.fulfilment.operations.asking import ask_search
from dsar.fulfilment.operations.listing import add_system
from dsar.opendsr.models import Processor
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.ticketing import connecting
from dsar.ticketing.jira import NO_DATE
from dsar.ticketing.models import TaskIssue
from dsar.ticketing.tasking import owe
from dsar.vault.operations import new_key
from tests import desk

from . import test_issues_of_jira as calls
from .conftest import NOW
from .connected import connect, connect_jira
from .test_what_tickets_tell import SECRET, comment, status

ISSUE = "20001"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def helpdesk(company, jira):
    return connect_jira(company, jira, secret=SECRET, project="DSR")


@pytest.fixture
def case(company):
    return desk.identified(desk.receive(company))


def asked(case, *, now=NOW, name="Archive of calls", by_machine=False):
    system = add_system(
        company_id=case.company_id,
        name=name,
        keeps="Recordings.",
        owner_name="",
        owner_email="",
        searched_by=["name"],
        actor="user:1",
        now=now,
    )
    if by_machine:
        key = new_key(company_id=case.company_id, now=now)
        of_system = {"company": case.company, "system": system, "data_key": key}
        Processor.objects.create(**of_system, is_on=True, on_since=now)
    return ask_search(case_id=case.pk, systems=[system.pk], actor="user:1", now=now)[0]


def sent(now=NOW):
    owe(now=now)
    drain(now=now)


def shown(case):
    [one] = searches(case)["rows"]
    return one.issue


def test_a_search_becomes_an_issue_once(helpdesk, case, jira, settings):
    asked(case)
    sent()
    sent()

    fields = jira.issues[ISSUE].fields
    assert len(jira.issues) == 2
    assert fields["project"] == {"key": "DSR"}
    assert fields["issuetype"] == {"name": "Task"}
    assert fields["summary"] == f"Search Archive of calls for case {case.reference}"
    assert fields["duedate"] == "2026-12-16"
    assert f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/" in str(fields["description"])
    assert shown(case) == f"In Jira: DSR-{ISSUE}."


def test_nothing_about_the_person_goes_there(helpdesk, case, jira):
    asked(case)
    sent()
    gone = str(jira.issues[ISSUE])
    assert case.reference in gone
    assert not [word for word in ("Robin", "robin@", "recordings", "access") if word in gone]


def test_what_was_cut_off_and_arrived_is_one_issue(helpdesk, case, jira):
    jira.ways = ["taken, and cut"]
    asked(case)
    sent()
    message = Message.objects.get(channel="ticket")
    assert (message.state, TaskIssue.objects.get().number) == (State.QUEUED, "")
    drain(now=message.next_try_at)
    assert len(jira.issues) == 2
    assert TaskIssue.objects.get().number == ISSUE


def test_it_is_waited_for_as_long_as_jira_says(helpdesk, case, jira):
    jira.ways, jira.retry_after = ["429"], "7200"
    asked(case)
    sent()
    assert Message.objects.get(channel="ticket").next_try_at >= NOW + timedelta(hours=2)


def test_without_a_due_date_on_its_screen_it_is_made_all_the_same(helpdesk, case, jira):
    jira.lacks = ("create:duedate",)
    asked(case)
    sent()

    assert "duedate" not in jira.issues[ISSUE].fields
    assert TaskIssue.objects.get().number == ISSUE
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.SENT, NO_DATE)


def test_what_jira_refuses_for_another_reason_is_given_up(helpdesk, case, jira):
    jira.lacks = ("create:labels",)
    asked(case)
    sent()
    message = Message.objects.get(channel="ticket")
    assert (message.state, message.last_error) == (State.FAILED, "http-400")
    assert TaskIssue.objects.get().number == ""


def test_a_done_issue_is_noted_and_answers_nothing(helpdesk, case):
    task = asked(case)
    sent()
    for _ in range(2):
        answer = calls.send(status("done") | {"issue": done(ISSUE)})
        assert answer.status_code == 200

    task.refresh_from_db()
    assert task.state == SearchTask.State.OPEN
    assert not case.search_records.exists()
    assert shown(case).startswith(f"DSR-{ISSUE} in Jira is done. Record what they say")
    told = Event.objects.filter(subject=case.reference, event__startswith="ticket.")
    assert [(one.event, one.facts) for one in told] == [
        ("ticket.search-done", {"system": task.system.code})
    ]


def done(number, category="done"):
    return {"id": number, "fields": {"status": {"statusCategory": {"key": category}}}}


def test_an_older_state_counts_for_nothing(helpdesk, case):
    asked(case)
    sent()
    later = status("new", at=NOW + timedelta(minutes=1)) | {"issue": done(ISSUE, "new")}
    calls.send(later)
    calls.send(status("done") | {"issue": done(ISSUE)})
    assert TaskIssue.objects.get().state == "open"


def test_a_deleted_issue_is_told_at_the_search(helpdesk, case):
    asked(case)
    sent()
    calls.send(calls.event("jira:issue_deleted", number=ISSUE))
    assert shown(case).startswith(f"DSR-{ISSUE} in Jira was deleted, or is hidden from the desk.")
    assert shown(case).endswith("Ask them in another way.")


def test_what_is_written_in_the_issue_stays_there(helpdesk, case):
    asked(case)
    sent()
    calls.send(comment("Robin is on tape 7.") | {"issue": {"id": ISSUE}})
    assert not case.messages.filter(kind="ticket-comment").exists()


@pytest.mark.parametrize("change", [{"project": ""}, {"is_on": False}])
def test_without_a_project_or_while_it_is_off_none_is_made(company, case, jira, change):
    connect_jira(company, jira, **{"project": "DSR"} | change)
    asked(case)
    sent()
    assert len(jira.issues) == 1


def test_what_was_asked_for_before_is_none(company, case, jira):
    asked(case, now=NOW - timedelta(minutes=1))
    connect_jira(company, jira, project="DSR", now=NOW)
    sent()
    assert len(jira.issues) == 1


def test_what_was_answered_before_it_left_is_none(helpdesk, case, jira):
    task = asked(case)
    owe(now=NOW)
    SearchTask.objects.filter(pk=task.pk).update(
        state="done", ended_at=NOW, ended_by="user:1", token_hash=""
    )
    drain(now=NOW)
    assert len(jira.issues) == 1
    assert Message.objects.get(channel="ticket").state == State.DROPPED


def test_whom_a_machine_asks_is_no_issue(helpdesk, case, jira):
    asked(case, by_machine=True)
    sent()
    assert len(jira.issues) == 1

    Processor.objects.update(is_on=False)
    sent()
    assert len(jira.issues) == 2


def test_a_zendesk_beside_it_takes_no_searches(company, zendesk, jira, case):
    connect(company, zendesk)
    asked(case)
    sent()
    assert not TaskIssue.objects.exists()


def test_with_the_case_or_with_jira_its_numbers_go(helpdesk, company, case):
    asked(case)
    sent()
    connecting.disconnect(company_id=company.pk, system="jira", actor="user:1", now=NOW)
    assert not TaskIssue.objects.exists()


def test_once_the_case_is_erased_no_number_leads_to_it(helpdesk, case):
    task = asked(case)
    sent()
    SearchTask.objects.filter(pk=task.pk).update(
        state="dropped", ended_at=NOW, ended_by="user:1", token_hash=""
    )
    desk.attached(case)
    desk.closed(case)
    later = NOW + timedelta(days=30)
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="X.", actor="user:1", now=later)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=later)
    assert not TaskIssue.objects.exists()
