"""An administrator connects a Jira, tries it, and sees what came of it."""

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.outbox.sweep import drain
from dsar.ticketing import connecting
from dsar.ticketing.arriving import note_arrival
from dsar.ticketing.following import Change, follow
from dsar.ticketing.models import HelpDesk
from dsar.ticketing.noting import owe
from tests import desk
from tests.ticketing import jira_stand_in, stand_in
from tests.ticketing.connected import connect, connect_jira

from .conftest import NOW, words

PAGE = "/desk/jira/nexus-ip/"


@pytest.fixture
def jira(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with jira_stand_in.listening() as jira:
        jira.issues["10002"] = jira.issues["DSR-7"] = jira_stand_in.Issue()
        yield jira


@pytest.fixture
def admin(company, signed_in):
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


def filled(jira, **change):
    given = {"url": jira.url, "email": stand_in.EMAIL, "token": stand_in.TOKEN, "is_on": "on"}
    return given | change


def test_it_is_connected_tried_and_told(admin, company, jira):
    asked = filled(jira, email_field="10042", name_field="10041", secret="shared", kind="live")
    assert "Saved." in words(admin.post(PAGE, asked, follow=True))
    found = HelpDesk.objects.get()
    assert (found.system, found.email_field, found.name_field) == ("jira", 10042, 10041)
    shown = words(admin.post(PAGE, {"try": "1"}))
    assert "The token opens your Jira." in shown
    assert "It may write comments, dates and links." in shown

    admin.post(PAGE, {"try": "1", "ticket": "dsr-7"})
    drain(now=NOW)
    case = desk.receive(company, external=("jira", "10002"))
    owe(now=NOW)
    drain(now=NOW)

    tests, notes = jira.issues["10002"].notes
    assert tests == connecting.TEST_NOTE
    assert case.reference in notes
    answer = admin.get(PAGE)
    assert f"{case.reference}1Sent" in words(answer)
    assert "/api/v1/jira/nexus-ip" in words(answer)
    assert "Give it a filter such as project = DSR" in words(answer)
    assert stand_in.TOKEN not in answer.text
    told = Event.objects.filter(event__startswith="jira.").order_by("seq")
    assert [row.event for row in told] == ["jira.set", "jira.tried", "jira.tried"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": ""}, "Give the name before .atlassian.net."),
        ({"url": "https://example.atlassian.net.example.com"}, "Give the name before"),
        ({"url": "example.zendesk.com"}, "Give the name before .atlassian.net"),
        ({"email_field": "Who asks"}, "Give the number in the field’s name"),
        ({"token": ""}, "Give an API token of your Jira."),
        ({"project": "Our project"}, "Give the project’s key, such as DSR."),
    ],
)
def test_what_is_missing_or_wrong_is_said(admin, jira, settings, change, said):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    answer = admin.post(PAGE, filled(jira, url="example") | change)
    assert answer.status_code == 400
    assert said in words(answer)
    assert not HelpDesk.objects.exists()


def test_a_name_may_be_written_in_full(admin, jira):
    admin.post(PAGE, filled(jira, url="https://Example.atlassian.net/"))
    assert HelpDesk.objects.get().url == "https://example.atlassian.net"


def test_searches_become_issues_from_the_moment_a_project_is_named(admin, jira):
    admin.post(PAGE, filled(jira))
    assert HelpDesk.objects.get().tasks_since is None

    admin.post(PAGE, filled(jira, token="", project="DSR", issue_type="Aufgabe"))
    found = HelpDesk.objects.get()
    assert (found.project, found.issue_type) == ("DSR", "Aufgabe")
    since = found.tasks_since
    assert 'value="DSR"' in admin.get(PAGE).text

    admin.post(PAGE, filled(jira, token="", project="DSR"))
    assert HelpDesk.objects.get().tasks_since == since
    admin.post(PAGE, filled(jira, token=""))
    assert HelpDesk.objects.get().tasks_since is None


def test_what_is_wrong_is_said_in_the_name_of_jira(admin, company, jira):
    admin.post(PAGE, filled(jira, token="another"))
    assert "Jira refuses the token or the address." in words(admin.post(PAGE, {"try": "1"}))


def test_a_note_that_is_written_without_its_date_says_what_to_change(admin, company, jira):
    connect_jira(company, jira)
    jira.lacks = ("edit:duedate",)
    desk.receive(company, external=("jira", "10002"))
    owe(now=NOW)
    drain(now=NOW)

    shown = words(admin.get(PAGE))
    assert "Sent (no-due-date)" in shown
    assert "Put “Due date” on the create and edit screens of the project" in shown


def test_an_issue_that_became_no_case_is_told_on_its_own_page_only(admin, company, jira):
    found = connect_jira(company, jira)
    connect(company, jira)
    note_arrival(found, "refused", now=NOW, ticket="10002", fields="requester.name")

    health = admin.get("/desk/health/")
    assert f"Jira of {company.name}: 1 ticket that became no case" in words(health)
    assert PAGE in health.text
    assert "became no case" in words(admin.get(PAGE))
    assert "became no case" not in words(admin.get("/desk/zendesk/nexus-ip/"))

    number = str(found.arrivals.get().pk)
    other = admin.post("/desk/zendesk/nexus-ip/", {"settle": number}, follow=True)
    assert "already" in words(other)
    assert "dealt with" in words(admin.post(PAGE, {"settle": number}, follow=True))
    assert Event.objects.filter(event="jira.settled").count() == 1


def test_taken_away_it_is_gone_and_zendesk_stays(admin, company, jira):
    connect_jira(company, jira)
    connect(company, jira)
    assert "Jira is taken away" in words(admin.post(PAGE, {"remove": "1"}, follow=True))
    assert HelpDesk.objects.get().system == "zendesk"


def test_a_case_says_where_its_ticket_differs_and_what_it_said(company, jira, signed_in):
    found = connect_jira(company, jira)
    case = desk.receive(company, external=("jira", "10002"))
    follow(found, Change("10002", NOW, "done", "Sent it.", "501"), now=NOW)

    officer = signed_in(desk.person(Role.OFFICER, company, name="olga"))
    shown = words(officer.get(f"/desk/cases/{case.reference}/"))

    assert "Ticket and case differ. The ticket is done in Jira, and this case is not." in shown
    assert "Sent it." in shown
    assert "Comment in the ticket noted" in shown
    assert "Ticket solved or done: the case stays as it is" in shown
