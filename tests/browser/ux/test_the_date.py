"""The date: one and the same wherever it stands, with every step to it (checks 30 and 31)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Page
from rest_framework.test import APIClient

from deadlines import words
from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.cases import ics
from dsar.cases.feeds import cases_in, create_feed
from dsar.cases.models import Case
from dsar.cases.operations import extending
from dsar.companies.models import Company
from tests import caching, desk
from tests.browser.conftest import COMPANIES
from tests.deadlines import oracle
from tests.portal.visitor import follow

RIGHTS = ("access", "erasure", "portability", "objection", "rectification", "restriction")
RECEIVED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NINE = timedelta(hours=9)


@pytest.fixture
def cases(site) -> list[Case]:
    """Thirty, received on thirty different days."""
    companies = [Company.objects.get(slug=slug) for slug in COMPANIES]
    both = [(company, right) for company in companies for right in RIGHTS]
    return [
        desk.receive(company, right, at=RECEIVED + number * timedelta(hours=17))
        for number, (company, right) in enumerate(both)
    ]


def text(page: Page, path: str) -> str:
    page.goto(path)
    return " ".join(page.locator("main").inner_text().split())


def sit(page: Page, site: str, session: str) -> Page:
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


def test_ux30_the_due_date_is_the_same_everywhere(cases, visit, site, clock):
    """Status page, letter, case, queue, calendar feed and API."""
    people = [desk.person(Role.OFFICER, *Company.objects.all(), name="asha")]
    officer, requester = visit().new_page(), visit().new_page()
    sign_in(officer, people[0].email)
    queue = text(officer, "/desk/cases/")
    feed, _ = create_feed(user=people[0], company=None, own_only=False, name="x", now=clock.now())
    entries = entries_of(ics.calendar(cases_in(feed, limit=ics.EVENTS), name="x"))
    secrets = {company.pk: key_of(company, clock) for company in Company.objects.all()}

    for case in cases:
        due = Case.objects.get(pk=case.pk).clock.due_on
        said = words.long(due)
        caching.begin_anew()  # so many codes are not sent in one hour
        sit(requester, site, follow(case).cookies["sessionid"].value)
        status = text(requester, "/status/request/")
        assert said in status, case
        assert "Why this date" in status
        assert said in desk.letter(case, "received"), case
        work = text(officer, f"/desk/cases/{case.reference}/")
        assert said in work, case
        assert "Why this date" in work
        assert case.reference in queue
        row = officer_row(queue, case.reference)
        assert said in row, row
        assert entries[str(case.pk)] == due, case
        answer = api(secrets[case.company_id]).get(f"/api/v1/cases/{case.reference}").json()
        assert answer["due_on"] == due.isoformat()
        assert answer["why_sentence"]


def sign_in(page: Page, email: str) -> None:
    page.goto("/desk/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(desk.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def key_of(company: Company, clock) -> str:
    _, secret = create_key(
        company=company, name="x", scopes=[Scope.READ], is_test=False, actor="x", now=clock.now()
    )
    return secret


def api(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def officer_row(queue: str, reference: str) -> str:
    """From this reference to the next."""
    return queue.partition(reference)[2][:250]


def entries_of(feed: bytes) -> dict[str, date]:
    """The due day that a calendar program reads for each case."""
    events = Calendar.from_ical(feed).walk("VEVENT")
    due = (event for event in events if "-due@" in str(event["UID"]))
    return {str(event["UID"]).partition("-due@")[0]: event["DTSTART"].dt for event in due}


# Month's end, a weekend, a holiday, a leap year: received on, and the law's own day.
DAYS = [
    ("nexus-ip", date(2026, 11, 13), date(2026, 12, 14)),
    ("next-connex", date(2026, 11, 25), date(2026, 12, 29)),
    ("technology-nexus", date(2027, 1, 31), date(2027, 3, 1)),
    ("connexai", date(2028, 1, 31), date(2028, 2, 29)),
    ("technology-nexus", date(2027, 3, 31), date(2027, 4, 30)),
]


@pytest.mark.parametrize(("slug", "received", "law"), DAYS)
def test_ux31_the_steps_add_up_to_the_date(visit, site, clock, slug, received, law):
    case = received_on(slug, received, clock)
    counted = oracle.answer(case.clock.rule, case.clock.calendar, received, "access", [])
    page = sit(visit().new_page(), site, follow(case).cookies["sessionid"].value)

    rows = steps(page, "/status/request/")

    assert counted.law == law
    assert case.clock.statutory_on == law
    walked = sum(int(row["Days"]) for row in rows if row["Days"])
    assert case.clock.started_on + timedelta(days=walked) == law
    assert any(words.brief(case.clock.due_on) in row["Date"] for row in rows)
    assert all(", " in row["Rule"] for row in rows)


def received_on(slug: str, day: date, clock) -> Case:
    at = datetime.combine(day, datetime.min.time(), UTC) + NINE
    clock.forward(seconds=(at - clock.now()).total_seconds() if at > clock.now() else 0)
    return desk.receive(Company.objects.get(slug=slug), at=at)


def steps(page: Page, path: str) -> list[dict[str, str]]:
    """The table below “Why this date”."""
    page.goto(path)
    return page.locator("table.why tbody tr").evaluate_all(
        """rows => rows.map(row => {
            const cells = [...row.querySelectorAll('th, td')].map(cell => cell.textContent.trim());
            const [Step, Date, Days, Rule, Sure] = cells;
            return {Step, Date, Days, Rule, Sure};
        })"""
    )


def test_ux31_requester_and_officer_see_the_same_steps(visit, site, clock):
    """Of a case that was asked a question, and of one that needs more time."""
    company = Company.objects.get(slug="next-connex")
    asked = desk.asked(desk.identified(desk.receive(company, at=RECEIVED)))
    longer = desk.identified(desk.receive(company, "erasure", at=RECEIVED))
    extending.extend(
        case_id=longer.pk,
        ground="complexity",
        reasons="Seven systems have to be searched.",
        actor=desk.OFFICER,
        now=clock.now(),
    )
    officer = visit().new_page()
    sign_in(officer, desk.person(Role.OFFICER, company, name="asha").email)

    for case in (asked, longer):
        page = sit(visit().new_page(), site, follow(case).cookies["sessionid"].value)
        theirs = steps(page, "/status/request/")
        assert theirs
        assert theirs == steps(officer, f"/desk/cases/{case.reference}/")
