"""The desk speaks English and says where the person reads something else."""

import pytest

from dsar.cases.models import Case
from dsar.cases.operations.intake import Person
from tests import desk

from .conftest import page_of, words
from .test_logging_a_request import CALL, LOG

NOTICE = "This letter goes out in Svenska"


@pytest.fixture
def reads_swedish(company):
    return desk.receive(company, language="sv")


def test_the_case_page_says_which_language_they_read(reads_swedish, client):
    assert "Writes inSvenska" in words(client.get(page_of(reads_swedish)))


def test_a_letter_is_marked_with_its_language(reads_swedish, client):
    assert '<div class="words" lang="sv">' in client.get(page_of(reads_swedish)).content.decode()


def test_an_officer_is_told_before_they_write(reads_swedish, client):
    page = client.get(page_of(reads_swedish, "ask_question"))

    assert NOTICE in words(page)
    assert "måndag 21 december 2026" in words(page)
    assert "Due Monday 21 December 2026" in words(page)
    assert '<div class="box words" lang="sv">' in page.content.decode()


def test_nothing_is_said_where_it_is_english_or_where_no_letter_goes(case, reads_swedish, client):
    assert "This letter goes out in" not in words(client.get(page_of(case, "ask_question")))
    assert NOTICE not in words(client.get(page_of(reads_swedish, "assign")))


def test_a_letter_to_print_says_its_language(company, client):
    case = desk.receive(company, language="de", person=Person("Robin", postal="1 Quay\nLeeds"))
    letter = case.messages.get(kind="received")

    page = client.get(f"/desk/cases/{case.reference}/letters/{letter.pk}/").content.decode()

    assert '<div class="letter" lang="de">' in page
    assert '<html lang="en' in page


def test_a_call_is_answered_in_the_language_that_was_asked_for(client):
    client.post(LOG, {**CALL, "language": "nl"})

    assert Case.objects.get().language == "nl"


def test_the_companys_own_language_stands_first(client):
    page = client.get(LOG).content.decode()

    assert page.index('<option value="en"') < page.index('<option value="sv"')
    assert "The company's own" not in words(client.get(LOG))


def test_where_the_company_is_still_to_be_chosen_its_own_language_is_meant(
    client, officer, swedish
):
    from dsar.companies.models import Membership

    Membership.objects.create(user=officer, company=swedish, role="officer")
    assert "The company's own" in words(client.get(LOG)).replace("&#x27;", "'")

    client.post(LOG, {**CALL, "company": "technology-nexus"})

    assert Case.objects.get().language == "sv"
