"""The issue of a search is told when its day moves and when nobody has to look, and no more."""

from datetime import date, timedelta

import pytest

from deadlines import words
from dsar.cases.operations import closing, extending, reopening
from dsar.fulfilment.due import due_of
from dsar.fulfilment.operations.asking import drop_search, send_search
from dsar.fulfilment.operations.recording import record_search
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.ticketing import tasking, updating
from dsar.ticketing.following import Change, follow
from dsar.ticketing.jira import INTERNAL
from dsar.ticketing.models import TaskIssue
from tests import desk

from .conftest import NOW
from .connected import connect_jira
from .test_searches_in_jira import ISSUE, asked, sent

BY = {"actor": desk.OFFICER, "now": NOW}


@pytest.fixture
def helpdesk(company, jira):
    return connect_jira(company, jira, project="DSR")


@pytest.fixture
def case(company, helpdesk):
    return desk.identified(desk.receive(company))


@pytest.fixture
def task(case):
    task = asked(case)
    sent()
    return task


@pytest.fixture
def issue(jira, task):
    return jira.issues[ISSUE]


def extend(case):
    extending.extend(case_id=case.pk, ground="complexity", reasons="Many systems.", **BY)


def withdraw(case):
    closing.withdraw(case_id=case.pk, **BY)


def test_nothing_is_told_while_nothing_changed(issue):
    sent()
    assert issue.comments == []
    assert tasking.owe(now=NOW + timedelta(days=3)) == 0


def test_a_new_day_of_the_case_is_a_comment_and_a_date(case, task, issue):
    before = issue.fields["duedate"]
    extend(case)
    sent()
    sent()

    task.refresh_from_db()
    day = due_of(task)
    assert issue.fields["duedate"] == day.isoformat() > before
    said = f"Due date changed. Due on {words.long(day)}. Case {case.reference}."
    assert issue.notes == [said]
    assert issue.comments[0]["properties"] == INTERNAL


def test_a_day_that_somebody_sets_is_told_too(case, task, issue):
    task.system.owner_email = "olive@example.com"
    task.system.save()
    send_search(case_id=case.pk, task_id=task.pk, due_on=date(2026, 12, 4), **BY)
    sent()
    assert issue.fields["duedate"] == "2026-12-04"
    assert len(issue.notes) == 1


def test_a_change_that_leaves_its_day_is_not_told(case, task, issue):
    task.system.owner_email = "olive@example.com"
    task.system.save()
    same = date.fromisoformat(issue.fields["duedate"])
    send_search(case_id=case.pk, task_id=task.pk, due_on=same, **BY)
    sent()
    assert issue.comments == []
    assert not updating.news().exists()


def drop(case, task):
    drop_search(case_id=case.pk, task_id=task.pk, reason="Retired.", **BY)


def answer(case, task):
    said = {"result": "nothing", "terms": "Robin", "found": "", "name": "Olive"}
    record_search(case_id=case.pk, task_id=task.pk, **said, **BY)


def close(case, task):
    withdraw(case)


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (answer, "The search was answered. Nothing more has to be done here."),
        (drop, "The search is no longer needed."),
        (close, "The case is closed: the search is no longer needed."),
    ],
)
def test_what_nobody_has_to_look_for_is_told_once(case, task, issue, end, says):
    before = issue.fields["duedate"]
    end(case, task)
    sent()
    sent()
    assert issue.notes == [f"{says} Case {case.reference}."]
    assert issue.fields["duedate"] == before


def test_nothing_about_the_person_goes_there(case, task, issue):
    extend(case)
    sent()
    withdraw(case)
    sent()
    gone = str(issue)
    assert len(issue.notes) == 2
    assert not [word for word in ("Robin", "robin@", "Many systems", "access") if word in gone]


def test_a_note_that_a_newer_one_overtakes_is_not_written(case, task, issue, jira):
    extend(case)
    tasking.owe(now=NOW)
    drop(case, task)
    sent()
    assert [one.split(".")[0] for one in issue.notes] == ["The search is no longer needed"]
    states = Message.objects.filter(channel="ticket").values_list("state", flat=True)
    assert sorted(states) == [State.DROPPED, State.SENT, State.SENT]


@pytest.mark.parametrize("state", ["done", "gone"])
def test_an_issue_that_is_over_there_is_told_nothing_until_it_is_open_again(
    case, task, issue, helpdesk, state
):
    follow(helpdesk, Change(ISSUE, NOW, state), now=NOW)
    extend(case)
    sent()
    assert issue.comments == []

    follow(helpdesk, Change(ISSUE, NOW + timedelta(minutes=1), "open"), now=NOW)
    sent()
    assert len(issue.comments) == 1


def test_our_own_comment_that_comes_back_brings_no_other(case, task, issue, helpdesk):
    extend(case)
    sent()
    told = issue.notes[0]
    follow(helpdesk, Change(ISSUE, NOW, "", told, "501"), now=NOW)
    follow(helpdesk, Change(ISSUE, NOW, "open"), now=NOW)
    sent()
    assert len(issue.comments) == 1


def test_an_issue_that_is_not_there_any_more_is_shown_as_gone(case, task, issue, jira):
    del jira.issues[ISSUE]
    extend(case)
    sent()
    assert TaskIssue.objects.get().state == "gone"
    withdraw(case)
    assert tasking.owe(now=NOW) == 0


def test_one_that_is_not_made_yet_is_made_first(case, jira):
    asked(case)
    tasking.owe(now=NOW)
    extend(case)
    assert tasking.owe(now=NOW) == 0

    drain(now=NOW)
    sent()
    assert len(jira.issues[ISSUE].notes) == 1


def test_searches_of_a_closed_case_are_no_new_issues(case, jira):
    asked(case)
    withdraw(case)
    sent()
    assert not TaskIssue.objects.exists()


def test_one_of_a_case_that_is_opened_again_is_needed_again(case, task, issue):
    withdraw(case)
    sent()
    reopening.reopen(case_id=case.pk, reason="They changed their mind.", **BY)
    sent()
    assert issue.notes[1].startswith("The search is needed again. Due on ")


def test_one_that_was_made_before_its_day_was_kept_is_told_of_the_next_change(case, task, issue):
    TaskIssue.objects.update(told_as="", due_on=None)
    sent()
    assert issue.comments == []
    extend(case)
    sent()
    assert len(issue.comments) == 1


def test_while_it_is_off_nothing_is_told(case, task, issue, company, jira):
    connect_jira(company, jira, project="DSR", is_on=False)
    extend(case)
    drain(now=NOW)
    assert tasking.owe(now=NOW) == 0
