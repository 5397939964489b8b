"""Making a calendar at the desk, and what a calendar program gets at its address."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from dsar.accounts.roles import Role
from dsar.cases.calendar_feed import CalendarFeed
from dsar.cases.models import Case
from dsar.companies.operations import RESERVED
from dsar.dashboard.views import feed as feed_view
from tests import desk

from .conftest import NOW, spaced, words

PAGE = "/desk/calendar/"
CHOICES = {"name": "my tablet", "cases": "all", "company": "nexus-ip"}
ADDRESS = re.compile(r"<code class=\"long\">http://localhost:8000(/calendar/[\w-]{43}\.ics)</code>")


@pytest.fixture
def address(company, client):
    return ADDRESS.search(client.post(PAGE, CHOICES).content.decode())[1]


@pytest.fixture
def program():
    """Knows the address and nothing else."""
    return Client()


def test_the_address_is_shown_once_and_leads_to_the_dates(case, client, address, program):
    answer = program.get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    assert read["X-WR-CALNAME"] == "Data requests, Nexus IP"
    assert {str(event["SUMMARY"]) for event in read.walk("VEVENT")} >= {f"{case.reference}: due"}
    assert not ADDRESS.search(client.get(PAGE).content.decode())


def test_the_page_lists_ones_own_calendars_and_when_they_were_read(
    case, client, clock, address, program, signed_in
):
    assert "my tablet Data requests, Nexus IP" in listed(client)
    assert "not yet" in listed(client)
    clock.set(NOW + timedelta(hours=1))
    program.get(address)

    assert "Mon 23 Nov 2026, 18:00 UTC" in listed(client)
    colleague = signed_in(desk.person(Role.LEAD, case.company, name="colleague"))
    assert "my tablet" not in listed(colleague)


def test_the_page_says_where_a_request_stands_that_waits(case, client, address, program):
    """As the calendar itself says."""
    assert "stands on the day on which to ask again" in spaced(client.get(PAGE))
    about = str(Calendar.from_ical(program.get(address).content)["X-WR-CALDESC"])
    assert "stands on the day on which to ask again" in about


def listed(browser):
    return spaced(browser.get(PAGE))


def test_it_can_be_taken_back(case, client, address, program):
    page = client.post(f"{PAGE}{CalendarFeed.objects.get().pk}/revoke/", follow=True)

    assert "“my tablet” was taken back." in words(page)
    assert "You have none yet." in words(page)
    assert program.get(address).status_code == 404


def test_nobody_can_take_back_anothers(case, client, address, signed_in, program):
    colleague = signed_in(desk.person(Role.DPO, case.company, name="colleague"))

    for pk in (CalendarFeed.objects.get().pk, 999_999):
        assert colleague.post(f"{PAGE}{pk}/revoke/").status_code == 404
    assert program.get(address).status_code == 200


@pytest.mark.parametrize("change", ["name", "cases", "company"])
def test_what_is_missing_is_named_and_nothing_is_made(company, client, change):
    page = client.post(PAGE, CHOICES | {change: ""})

    assert page.status_code == 400
    assert "There is a problem" in words(page)
    assert not CalendarFeed.objects.exists()


def test_a_company_of_others_cannot_be_chosen(company, swedish, client):
    assert client.post(PAGE, CHOICES | {"company": swedish.slug}).status_code == 400
    assert not CalendarFeed.objects.exists()


def test_who_works_for_several_companies_may_have_one_for_all(company, swedish, signed_in):
    both = signed_in(desk.person(Role.OFFICER, company, swedish))
    here, there = desk.receive(company), desk.receive(swedish)
    made = both.post(PAGE, CHOICES | {"company": "every"}).content.decode()

    text = Client().get(ADDRESS.search(made)[1]).content.decode()

    assert here.reference in text
    assert there.reference in text


def test_an_administrator_has_no_such_page(company, signed_in):
    admin = signed_in(desk.person(Role.ADMIN, company))

    assert admin.get(PAGE).status_code == 403
    assert PAGE not in admin.get("/desk/").content.decode()


def test_the_same_calendar_is_not_sent_twice(case, address, program):
    first = program.get(address)

    again = program.get(address, headers={"If-None-Match": first["ETag"]})
    desk.receive(case.company)
    changed = program.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_no_cache_but_the_programs_own_keeps_it_and_no_search_engine(case, address, program):
    answer = program.get(address)

    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert program.head(address).content == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(case, address, program, method):
    assert getattr(program, method)(address).status_code == 405


def test_an_unknown_and_a_revoked_address_look_like_any_that_is_not_there(
    case, client, address, program
):
    client.post(f"{PAGE}{CalendarFeed.objects.get().pk}/revoke/")
    revoked, unknown = program.get(address), program.get(f"/calendar/{'x' * 43}.ics")
    nowhere = program.get("/nothing/here.ics")

    assert revoked.status_code == unknown.status_code == nowhere.status_code == 404
    assert revoked.content == unknown.content == nowhere.content
    assert dict(revoked.headers) == dict(unknown.headers) == dict(nowhere.headers)


def test_an_officer_who_left_reads_nothing_more(case, officer, address, program):
    officer.memberships.all().delete()

    assert program.get(address).status_code == 404


def test_who_looks_too_often_waits(case, address, program, monkeypatch):
    monkeypatch.setattr(feed_view, "LOOKS", ("calendar", 2, 3600))

    codes = [program.get(address).status_code for _ in range(3)]
    held = program.get(address)

    assert codes == [200, 200, 429]
    assert held["Retry-After"] == "3600"


def test_who_tries_addresses_is_held_up_whatever_they_try(case, address, program, monkeypatch):
    monkeypatch.setattr(feed_view, "LOOKS_OF_ADDRESS", ("calendar-address", 2, 3600))

    codes = [program.get(f"/calendar/{number:043}.ics").status_code for number in range(3)]

    assert codes == [404, 404, 429]
    assert program.get(address).status_code == 429


def test_many_cases_cost_as_many_statements_as_one(case, address, program):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert program.get(address).status_code == 200
        return len(queries)

    program.get(address)
    one = statements()
    for _ in range(10):
        desk.receive(case.company)

    assert statements() == one <= 3
    assert Case.objects.count() == 11


def test_no_company_can_take_the_address():
    assert "calendar" in RESERVED


def test_it_is_english_whatever_the_calendar_program_asks_for(case, address, program):
    plain = program.get(address).content

    assert program.get(address, headers={"Accept-Language": "sv"}).content == plain
