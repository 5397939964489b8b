"""Somebody asks in another's name. What they know of that person opens nothing."""

import pytest
from django.test import Client

from dsar.accounts.models import User
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import answering
from dsar.cases.operations.intake import Person
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.visitor import follow

from .conftest import ago, page_of, text

VICTIM = "Robin Requester, born 1 April 1980, 12 Elm Street, customer 48213"


def test_name_and_date_of_birth_open_nothing(company: Company, browser: Client) -> None:
    """A telephone company once gave out a new number for these two. The true address stays silent
    too: the stranger's own is the only one that this request ever writes to."""
    true = desk.receive(company, at=ago(days=9))
    theirs = Person(name="Robin Requester", email="ex-partner@example.org")
    case = desk.receive(company, at=ago(days=3), person=theirs, text=VICTIM)
    follow(case)

    for step in ("send_to_review", "approve", "release"):
        browser.post(page_of(case, step), {"answer": "All of it.", "withheld": ""})
    case.refresh_from_db()

    assert case.released_at is None
    assert case.identity_settled_at is None
    assert addresses_written_to(case) == {"ex-partner@example.org"}
    assert addresses_written_to(true) == {desk.REQUESTER.email}


@pytest.mark.parametrize("right", ["erasure", "rectification", "portability", "restriction"])
def test_a_deletion_takes_the_same_proof_as_a_copy(company: Company, right: str) -> None:
    now = ago(hours=1)
    case = desk.receive(company, right, at=ago(days=3))
    follow(case)

    for step in (
        lambda: answering.send_to_review(case_id=case.pk, answer="Gone.", actor="user:1", now=now),
        lambda: answering.approve(case_id=case.pk, actor="user:2", now=now),
        lambda: answering.release(case_id=case.pk, actor="user:2", now=now),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_the_address_of_a_request_cannot_be_changed_by_writing(
    case: Case, officer: User, browser: Client
) -> None:
    mine = follow(case)
    mine.post(
        "/status/request/write/",
        {"text": "Write to thief@example.com from now on.", "email": "thief@example.com"},
    )
    desk.released(desk.attached(desk.identified(case)))

    assert unseal(Case.objects.get(pk=case.pk), "person")["email"] == desk.REQUESTER.email
    assert addresses_written_to(case) == {desk.REQUESTER.email}
    assert "thief@example.com" in text(browser.get(page_of(case)))


def addresses_written_to(case: Case) -> set[str]:
    letters = Message.objects.filter(channel="email", data_key=case.data_key)
    return {unseal(letter, "payload")["to"] for letter in letters}
