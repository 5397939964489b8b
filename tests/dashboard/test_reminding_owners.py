"""Late searches at the desk, and the button that reminds all owners."""

import pytest

from dsar.accounts.roles import Role
from dsar.cases.operations import closing
from dsar.fulfilment.models import SearchTask, System
from dsar.fulfilment.operations import asking
from dsar.fulfilment.operations.listing import list_named
from tests import desk

from .conftest import NOW, page_of, words

PAGE = "/desk/searches/"


@pytest.fixture
def late(case, clock) -> SearchTask:
    """Due on Monday 14 December; it is the day after, and one owner has no address."""
    list_named(company_id=case.company_id, actor="system", now=desk.MONDAY)
    systems = System.objects.filter(company=case.company)
    systems.filter(code="crm").update(owner_name="Olive Owner", owner_email="olive@example.com")
    wanted = [one.pk for one in systems]
    tasks = asking.ask_search(case_id=case.pk, systems=wanted, actor=desk.OFFICER, now=desk.MONDAY)
    clock.set(NOW.replace(month=12, day=15))
    return next(task for task in tasks if task.system.code == "crm")


def test_nothing_is_late_on_the_day_it_was_asked(client):
    assert "No search is late." in words(client.get(PAGE))


def test_late_searches_are_listed_and_all_owners_reminded(client, case, late):
    page = words(client.get(PAGE))
    assert case.reference in page
    assert "Olive Owner" in page

    done = client.post(PAGE, {"company": case.company.slug}, follow=True)

    assert "Reminders on their way: 1. No address is known: 2." in words(done)
    assert late.system.name in words(done)
    again = client.post(PAGE, {"company": case.company.slug}, follow=True)
    assert "No reminder was sent. Reminded today already: 1." in words(again)


def test_from_the_case_it_reminds_of_that_case(client, case, late):
    assert "Remind all owners" in words(client.get(page_of(case)))

    done = client.post(PAGE, {"case": case.reference}, follow=True)

    assert done.redirect_chain == [(page_of(case), 302)]
    assert "Reminders on their way: 1." in words(done)


def test_without_a_late_search_the_case_offers_none(client, case):
    assert "Remind all owners" not in words(client.get(page_of(case)))


def test_another_companys_is_not_found(case, late, stranger, signed_in):
    browser = signed_in(stranger)

    assert browser.post(PAGE, {"case": case.reference}).status_code == 404
    assert browser.post(PAGE, {"company": case.company.slug}).status_code == 404
    assert case.reference not in words(browser.get(PAGE))


def test_who_only_reads_reminds_nobody(case, late, company, signed_in):
    auditor = signed_in(desk.person(Role.AUDITOR, company, name="aud"))

    assert auditor.post(PAGE, {"case": case.reference}).status_code == 403
    assert "Remind all owners" not in words(auditor.get(page_of(case)))


def test_a_closed_case_says_why_not(client, case, late):
    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    done = client.post(PAGE, {"case": case.reference}, follow=True)

    assert f"{case.reference} is closed" in words(done)
