"""“Send a test” looks at what notes and issues will need, and says what to do about the rest."""

import pytest

from dsar.ticketing import connecting

from .conftest import NOW
from .connected import connect_jira


def tried(company, jira, **change):
    connect_jira(company, jira, **change)
    return connecting.try_out(company_id=company.pk, system="jira", actor="user:1", now=NOW)


def asks_for_a_right(jira):
    jira.issues["10002"].fields["labels"] = ["dsar-access", "urgent"]


def test_all_that_is_needed_is_there(company, jira):
    asks_for_a_right(jira)
    found = tried(company, jira, project="DSR")

    assert [one.works for one in found] == [True] * 6
    assert [one.says for one in found] == [
        "The token opens your Jira.",
        "It may write comments, dates and links.",
        "The newest issue that is a request takes a due date.",
        "It may make issues for searches in the project DSR.",
        "The project knows the kind of issue “Task”.",
        "An issue for a search takes its day.",
    ]
    assert {method for method, _ in jira.calls} == {"GET"}


def test_an_account_that_is_switched_off_is_asked_nothing_more(company, jira):
    jira.active = False
    [one] = tried(company, jira, project="DSR")
    assert (one.works, len(jira.calls)) == (False, 1)


def test_where_nobody_asked_yet_that_is_said(company, jira):
    jira.issues["10002"].fields["labels"] = ["urgent"]
    last = tried(company, jira)[-1]
    assert last.works
    assert last.says.startswith("No open issue is labelled as a request yet")


@pytest.mark.parametrize(
    ("lacks", "at", "says"),
    [
        ("ADD_COMMENTS", 1, "The account lacks permissions in Jira: ADD_COMMENTS."),
        ("SCHEDULE_ISSUES", 1, "The account lacks permissions in Jira: SCHEDULE_ISSUES."),
        ("edit:duedate", 2, "put “Due date” on the edit screen of its project"),
        ("CREATE_ISSUES", 3, "The account lacks permissions in the project DSR: CREATE_ISSUES."),
        ("create:duedate", 5, "Put “Due date” on the create screen of the project DSR"),
        ("create:labels", 5, "Put “Labels” on the create screen of the project DSR"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(company, jira, lacks, at, says):
    asks_for_a_right(jira)
    jira.lacks = (lacks,)
    found = tried(company, jira, project="DSR")
    assert not found[at].works
    assert says in found[at].says


def test_of_a_project_that_is_not_there_nothing_more_is_asked(company, jira):
    found = tried(company, jira, project="OTHER")
    assert [one.status for one in found] == ["200", "200", "200", "http-404"]
    assert found[-1].says == "There is no project OTHER, or the account may not see it."


def test_a_kind_of_issue_that_is_not_there_is_named_with_those_that_are(company, jira):
    last = tried(company, jira, project="DSR", issue_type="Aufgabe")[-1]
    assert not last.works
    assert "no kind of issue “Aufgabe”" in last.says
    assert last.says.endswith("Choose one of: Task, Bug.")
