"""The yearly figures of California at the desk: a page, a table for other programs, and paper."""

import pytest

from dsar.accounts.roles import Role
from tests import desk

from .conftest import words

PAGE = "/desk/reports/california/2026/"


@pytest.fixture
def dpo(company, signed_in):
    return signed_in(desk.person(Role.DPO, company, name="dora"))


def test_it_leads_to_its_cases(company, dpo):
    case = desk.receive(company, "erasure", regime="ccpa")

    page = dpo.get(PAGE)
    assert "Requests to delete1000––" in words(page)
    there = page.content.decode().split('href="/desk/reports/cases/california-delete-received/')[1]
    address = there.split('"')[0].replace("&amp;", "&")
    listed = dpo.get(f"/desk/reports/cases/california-delete-received/{address}")
    assert case.reference in words(listed)


def test_as_csv_and_as_pdf(company, dpo):
    desk.receive(company, "erasure", regime="ccpa")

    table = dpo.get(f"{PAGE}csv/").content.decode()
    assert "Requests by kind,Requests to delete,Received,1" in table
    assert dpo.get(f"{PAGE}pdf/").content.startswith(b"%PDF-")


@pytest.mark.parametrize("year", [2019, 2027])
def test_there_is_no_report_of_a_year_that_cannot_be(company, dpo, clock, year):
    assert dpo.get(f"/desk/reports/california/{year}/").status_code == 404


def test_without_cases_it_says_so(company, dpo):
    assert "No case has been answered or asked under the law of California" in words(dpo.get(PAGE))
