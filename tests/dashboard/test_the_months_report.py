"""The month's report: five sentences and tables, each number with its cases behind it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from tests import desk
from tests.dashboard.conftest import NOW

IN_OCTOBER = NOW - timedelta(days=34)
OCTOBER = "/desk/reports/2026-10/"


@pytest.fixture
def dpo(company, swedish) -> Client:
    client = Client()
    client.force_login(desk.person(Role.DPO, company, swedish))
    return client


@pytest.fixture
def case(company) -> Case:
    """Received and answered in October."""
    case = desk.identified(desk.receive(company, at=IN_OCTOBER))
    return desk.closed(desk.attached(case))


def words(page: bytes) -> str:
    text = re.sub(r"<[^>]+>", "", page.decode())
    return re.sub(r"\s+", " ", unescape(text))


def test_it_opens_on_the_last_full_month(dpo, case):
    assert dpo.get("/desk/reports/")["Location"] == OCTOBER


def test_five_sentences_stand_at_its_top(dpo, case, company):
    desk.receive(company, at=NOW - timedelta(days=64))

    page = words(dpo.get(OCTOBER).content)

    assert "Received 1. Answered 1. In time 1 of 1. Late 0. Open now 1, oldest 64 days." in page


def test_a_month_without_cases_says_so(dpo):
    assert "No cases in this month." in words(dpo.get("/desk/reports/2026-03/").content)


def test_a_number_leads_to_its_cases(dpo, case, company):
    other = desk.receive(company, at=NOW)
    found = re.search(
        r'href="(/desk/reports/cases/received/[^"]+)"', dpo.get(OCTOBER).content.decode()
    )

    page = dpo.get(unescape(found[1])).content.decode()

    assert case.reference in page
    assert other.reference not in page


def test_one_company_can_be_looked_at_alone(dpo, case, swedish):
    page = words(dpo.get(f"{OCTOBER}?company={swedish.slug}").content)

    assert "No cases in this month." in page


@pytest.mark.parametrize(
    "address",
    [
        "/desk/reports/2026-13/",
        "/desk/reports/2027-01/",
        f"{OCTOBER}?company=connexai",
        "/desk/reports/cases/nonsense/",
        "/desk/reports/cases/open/?from=yesterday",
        "/desk/reports/cases/open/?company=connexai",
        "/desk/reports/cases/open/?after=nonsense",
    ],
)
def test_what_there_is_no_report_of_is_not_found(dpo, case, address):
    desk.publish("connexai")  # where this person does not work

    assert dpo.get(address).status_code == 404


def test_cases_of_companies_one_does_not_report_on_are_not_counted(case, company, swedish):
    client = Client()
    client.force_login(desk.person(Role.DPO, swedish))

    assert "No cases in this month." in words(client.get(OCTOBER).content)
    listed = client.get("/desk/reports/cases/received/?from=2026-10-01&to=2026-10-31")
    assert case.reference not in listed.content.decode()


def test_a_demonstration_opens_on_its_invented_cases_though_somebody_tried_the_form(
    dpo, company, case, settings
):
    settings.DEMO = True
    Case.objects.update(is_test=True)
    desk.receive(company, at=IN_OCTOBER)

    address = dpo.get("/desk/reports/")["Location"]
    real = dpo.get(OCTOBER).content

    assert address == f"{OCTOBER}?cases=invented"
    assert "Look at the invented cases of the demonstration" in words(real)
    assert f'href="{OCTOBER}?cases=invented"' in real.decode()
    settings.DEMO = False
    assert "demonstration" not in words(dpo.get(OCTOBER).content)


def test_where_all_cases_are_invented_it_opens_on_those_and_says_so(dpo, case):
    Case.objects.update(is_test=True)

    address = dpo.get("/desk/reports/")["Location"]

    assert address == f"{OCTOBER}?cases=invented"
    assert "These are invented cases" in words(dpo.get(address).content)
    assert "No cases in this month." in words(dpo.get(OCTOBER).content)


def test_no_person_is_named_in_it(dpo, case):
    assert desk.REQUESTER.name not in dpo.get(OCTOBER).content.decode()


def test_every_number_is_defined(dpo, case):
    page = words(dpo.get("/desk/reports/definitions/").content)

    for label in ("In time by law", "Median days", "Refused in part", "Open at the end"):
        assert label in page
