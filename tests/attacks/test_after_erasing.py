"""Somebody was erased. No address shows a word of them any more, and none breaks over it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.cases.operations import erasing
from dsar.cases.operations.intake import Person
from dsar.companies.models import Company
from tests import desk
from tests.portal.visitor import Visitor, codes_sent, follow
from tests.test_every_address import TABLE, address_of, content_of

from .conftest import ago, key_of, text

DANA = Person(name="Dana Unmistakable", email="dana.unmistakable@example.org")
SAID = re.compile(rb"unmistakabl|answer\.csv", re.IGNORECASE)


@pytest.fixture
def visitor(company: Company) -> Visitor:
    """Who asked, with the receipt still open."""
    visitor = Visitor(company.slug, Client(raise_request_exception=False))
    visitor.walk("access", name=DANA.name, email=DANA.email)
    return visitor


@pytest.fixture
def case(visitor: Visitor) -> Case:
    case, now = visitor.send(), ago()
    return desk.closed(desk.attached(desk.identified(case, now=now), now=now), now=now)


def test_no_address_shows_or_breaks_over_somebody_who_was_erased(
    case: Case, visitor: Visitor, company: Company
) -> None:
    requester = follow(case, Client(raise_request_exception=False))
    looking = {"requester": requester, "visitor": visitor.client, "program": key_of(company)}
    looking["program"].raise_request_exception = False
    for role in (Role.DPO, Role.ADMIN):
        looking[role.value] = Client(raise_request_exception=False)
        looking[role.value].force_login(desk.person(role, company))
    addresses = {route: address_of(route, case) for route in TABLE}
    assert any(SAID.search(content_of(requester.get(address))) for address in addresses.values())

    erase(case)

    broken, shown = [], []
    for who, client in looking.items():
        for route, address in addresses.items():
            for method in (client.get, client.post):
                answer = method(address)
                if answer.status_code >= 500:
                    broken.append((who, route, method.__name__))
                if SAID.search(content_of(answer)):
                    shown.append((who, route))
    assert broken == []
    assert shown == []


def test_nobody_finds_them_any_more(case: Case, company: Company) -> None:
    officer, stranger = Client(), Client()
    officer.force_login(desk.person(Role.DPO, company))
    asked = {"q": "Unmistakable"}
    before = text(officer.post("/desk/cases/", asked))

    erase(case)

    assert case.reference in before
    assert case.reference not in text(officer.post("/desk/cases/", asked))
    stranger.post("/status/", {"reference": case.reference, "email": DANA.email})
    assert codes_sent() == 0


def erase(case: Case) -> None:
    now = ago()
    erasing.ask_erasure(
        case_id=case.pk, ground="asked", reason="They want it.", actor="user:1", now=now
    )
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=now + timedelta(minutes=1))
