"""Whoever refuses or charges by Art. 12(5) reads what the same person asked for before."""

from datetime import timedelta

import pytest

from dsar.cases import earlier as earlier_requests
from dsar.cases.operations import closing, erasing
from tests import desk

from .conftest import NOW, page_of, words

BEFORE = desk.MONDAY - timedelta(days=30)


@pytest.mark.parametrize("action", ["refuse", "ask_fee"])
def test_earlier_requests_stand_on_the_page_with_links(company, client, action):
    earlier = desk.receive(company, "erasure", at=BEFORE)
    closing.withdraw(case_id=earlier.pk, actor="requester", now=BEFORE)
    case = desk.identified(desk.receive(company))

    page = client.get(page_of(case, action))

    assert page_of(earlier) in page.content.decode()
    said = words(page)
    assert "Whoever has this address asked for themselves from it" in said
    assert "Saturday 24 October 2026, withdrawn; from the same address" in said


def test_nobody_else_is_among_them(company, client):
    somebody = desk.Person(name="Robin Requester", email="another@example.org")
    others = [
        desk.receive(company, at=BEFORE, person=somebody),
        desk.receive(desk.publish("connexai"), at=BEFORE),
        desk.receive(company, at=desk.MONDAY + timedelta(hours=1)),
    ]
    case = desk.identified(desk.receive(company))

    page = client.get(page_of(case, "refuse"))

    assert "None was found by their address." in words(page)
    assert not any(one.reference in page.content.decode() for one in others)


def test_without_an_address_the_name_is_all_there_is(company, client):
    paper = desk.Person(name="Robin Requester", postal="1 Quay\nLeeds")
    earlier = desk.receive(company, at=BEFORE)
    longer = desk.Person(name="Robin Requester Smith", email="smith@example.org")
    turned = desk.Person(name="Requester Robin", email="turned@example.org")
    others = [desk.receive(company, at=BEFORE, person=one) for one in (longer, turned)]
    case = desk.identified_by_officer(desk.receive(company, person=paper))

    said = words(client.get(page_of(case, "refuse")))

    assert f"{earlier.reference}: " in said
    assert "about the same name" in said
    assert "which another person may bear too" in said
    assert not any(one.reference in said for one in others)


def test_what_was_erased_is_not_suggested(company, client):
    earlier = desk.receive(company, at=BEFORE)
    closing.withdraw(case_id=earlier.pk, actor="requester", now=BEFORE)
    erasing.ask_erasure(
        case_id=earlier.pk, ground="asked", reason="By phone.", actor="user:8", now=BEFORE
    )
    erasing.agree_erasure(case_id=earlier.pk, actor="user:9", now=NOW)
    case = desk.identified(desk.receive(company))

    assert earlier.reference not in words(client.get(page_of(case, "refuse")))


def for_(name, email="agent@example.net"):
    return desk.Person(name="Avery Agent", email=email, representing=name)


def test_what_an_agent_asked_for_others_is_not_held_against_the_next(company, client):
    for_another = desk.receive(company, at=BEFORE, person=for_("Kim Client"))
    for_the_same = desk.receive(company, at=BEFORE, person=for_("Robin Requester"))
    of_themselves = desk.receive(company, at=BEFORE)
    case = desk.identified_by_officer(desk.receive(company, person=for_("robin  requester")))

    said = words(client.get(page_of(case, "refuse")))

    assert for_another.reference not in said
    assert f"{for_the_same.reference}: " in said
    assert "from the same address and about the same name" in said
    assert f"{of_themselves.reference}: " in said
    assert "exactly the same name" in said


def test_what_an_agent_asked_for_others_is_not_held_against_the_agent(company, client):
    for_another = desk.receive(company, at=BEFORE, person=for_("Kim Client"))
    agent = desk.Person(name="Avery Agent", email="agent@example.net")
    own = desk.receive(company, at=BEFORE, person=agent)
    case = desk.identified(desk.receive(company, person=agent))

    said = words(client.get(page_of(case, "refuse")))

    assert for_another.reference not in said
    assert f"{own.reference}: " in said


def test_of_an_address_that_asks_for_many_only_the_newest_are_looked_at(
    company, client, monkeypatch
):
    monkeypatch.setattr(earlier_requests, "LOOKED_AT", 1)
    own = desk.receive(company, at=BEFORE)
    desk.receive(company, at=BEFORE + timedelta(days=1), person=for_("Kim", desk.REQUESTER.email))
    case = desk.identified(desk.receive(company))

    assert own.reference not in words(client.get(page_of(case, "refuse")))
