"""Officers see what looks like spam, and say of each what it is."""

import pytest

from dsar.accounts.roles import Role
from dsar.cases.operations import suspecting
from tests import desk

from .conftest import NOW, page_of, words

MARK = "Looks like spam"


@pytest.fixture
def suspected(case):
    suspecting.suspect(cases=[case], sign="trap", now=NOW)
    return case


def test_it_is_marked_on_today_in_the_queue_and_on_its_page(suspected, client, officer):
    assert MARK in words(client.get("/desk/"))
    assert "/desk/cases/?marked=suspected" in client.get("/desk/").content.decode()
    assert MARK in words(client.get("/desk/cases/"))
    page = words(client.get(page_of(suspected)))
    assert "Looks like spam. A field that people do not see was filled." in page
    assert "a real request" in page


def test_a_filter_shows_these_and_no_others(suspected, client, officer):
    other = desk.receive(suspected.company)

    shown = words(client.get("/desk/cases/?marked=suspected"))

    assert suspected.reference in shown
    assert other.reference not in shown


def test_once_it_is_real_nothing_of_it_is_left(suspected, client, officer):
    suspecting.trust(case_id=suspected.pk, actor=officer.actor, now=NOW)

    assert MARK not in words(client.get("/desk/"))
    page = client.get(page_of(suspected)).content.decode()
    assert "call_spam" not in page
    assert "trust" not in page


def test_who_only_reads_is_not_asked(suspected, signed_in):
    auditor = signed_in(desk.person(Role.AUDITOR, suspected.company))

    page = auditor.get(page_of(suspected)).content.decode()

    assert MARK in page
    assert "call_spam" not in page
