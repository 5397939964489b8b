"""The calendar of a company: a page for everybody who works there, changed by an administrator."""

from datetime import date

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.companies.holidays import add_holiday
from dsar.companies.models import Company, HolidayChange
from tests import desk

from .conftest import NOW, words

PAGE = "/desk/holidays/nexus-ip/"
ADD = {
    "add": "1",
    "add-day": "2026-12-23",
    "add-name": "Day of mourning",
    "add-reason": "Proclaimed on 2 December.",
}


@pytest.fixture
def admin(company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


def test_the_page_lists_the_year_with_the_data_and_their_version(admin):
    shown = words(admin.get(PAGE))

    assert "Holidays of Nexus IP, 2026" in shown
    assert "the calendar of England (GB-ENG) in the data “holidays 0." in shown
    assert "Friday 25 December 2026Christmas DayThe data" in shown
    assert "Saturday 26 December 2026Boxing Day (a weekend day)" in shown
    assert "Nothing: the data stand as they are." in shown


def test_another_year_is_a_link_away_and_a_year_without_data_says_so(admin):
    assert "Thursday 25 December 2025" in words(admin.get(f"{PAGE}?year=2025"))
    assert "There are no data for 2150: they reach from 2000 to 2099." in words(
        admin.get(f"{PAGE}?year=2150")
    )
    assert "2026" in words(admin.get(f"{PAGE}?year=nonsense"))


def test_a_day_is_added_with_its_reason_and_its_author(admin):
    shown = words(admin.post(PAGE, ADD, follow=True))

    assert "Added. It counts for requests received from now on." in shown
    assert "Wednesday 23 December 2026Day of mourning Added here" in shown
    assert "Ada, Monday 23 November 2026, 17:00" in shown
    assert HolidayChange.objects.get().made_at == NOW


def test_a_day_is_taken_out(admin):
    sent = {"remove": "1", "remove-day": "2026-12-28", "remove-reason": "Not kept this year."}

    shown = words(admin.post(PAGE, sent, follow=True))

    assert "Taken out. It counts for requests received from now on." in shown
    assert "Taken out here" in shown


def test_a_change_is_undone_and_stays_to_be_read(admin):
    admin.post(PAGE, ADD)
    change = HolidayChange.objects.get()

    shown = words(admin.post(f"{PAGE}{change.pk}/undo/", follow=True))

    assert "Undone. It counts for requests received from now on." in shown
    assert "Added: Day of mourning Undone" in shown
    assert "undone by Ada" in shown
    again = words(admin.post(f"{PAGE}{change.pk}/undo/", follow=True))
    assert "This change is undone already." in again


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"add-day": "2026-12-25"}, "Friday 25 December 2026 is a holiday already"),
        ({"add-day": "soon"}, "Give the day as a date."),
        ({"add-reason": ""}, "Write the reason"),
        ({"add-name": ""}, "Write what the holiday is called."),
    ],
)
def test_what_cannot_be_added_is_said_beside_the_field(admin, changed, sentence):
    response = admin.post(PAGE, ADD | changed)

    assert response.status_code == 400
    assert sentence in words(response)
    assert not HolidayChange.objects.exists()


def test_whoever_only_works_there_reads_it(company, signed_in):
    officer = signed_in(desk.person(Role.DPO, company))

    assert "An administrator can add days" in words(officer.get(PAGE))
    assert officer.post(PAGE, ADD).status_code == 403


def test_a_company_without_a_calendar_says_so(company, admin):
    Company.objects.filter(pk=company.pk).update(calendar="")

    assert "There is no calendar of public holidays" in words(admin.get(PAGE))


def test_the_change_of_another_company_is_not_found(admin):
    other = desk.publish("connexai")
    change = add_holiday(
        company_id=other.pk,
        day=date(2026, 12, 23),
        name="Mourning",
        reason="Proclaimed.",
        actor="user:1",
        now=NOW,
    )

    assert admin.post(f"{PAGE}{change.pk}/undo/").status_code == 404


def test_with_two_companies_one_is_chosen_first(company, swedish, signed_in):
    both = signed_in(desk.person(Role.DPO, company, swedish))

    shown = words(both.get("/desk/holidays/"))

    assert "Technology Nexus" in shown
    assert "Nexus IP" in shown
