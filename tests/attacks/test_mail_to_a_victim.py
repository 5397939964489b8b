"""The form writes to whatever address is typed. It must not carry a stranger's words there."""

import pytest
from django.test import Client

from dsar.cases.operations.intake import Person
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.visitor import Visitor

from .conftest import ago

LURES = (
    "Robin, your account is locked: https://evil.example/unlock",
    "www.evil.example",
    "evil.example/unlock now",
    "Call evil.example",
    "robin@evil.example",
    "http:evil",
)


@pytest.mark.parametrize("name", LURES)
def test_no_name_is_a_link_in_a_strangers_mailbox(company: Company, name: str) -> None:
    desk.receive(company, at=ago(days=1), person=Person(name=name, email="victim@example.org"))

    mail = the_mail()
    assert "evil" not in mail["text"] + mail["html"] + mail["subject"]
    assert "Dear requester," in mail["text"]


@pytest.mark.parametrize("name", ["Robin St. John", "Dr. J. R. O'Neil-Smith", "Åsa", "J.R. Ewing"])
def test_a_name_is_greeted_by_it(company: Company, name: str) -> None:
    desk.receive(company, at=ago(days=1), person=Person(name=name, email="victim@example.org"))

    assert f"Dear {name}," in the_mail()["text"]


def test_nothing_else_that_was_typed_stands_in_the_first_mail(company: Company) -> None:
    desk.receive(
        company,
        at=ago(days=1),
        person=Person(
            name="Robin",
            email="victim@example.org",
            postal="evil postal",
            representing="evil subject",
            authority="evil authority",
        ),
        text="evil text",
        details=[("evil question", "evil answer")],
    )

    assert "evil" not in str(the_mail())


@pytest.mark.parametrize(
    "email", ["victim@example.org,other@example.org", "a@b.c\nBcc: x@y.z", "<victim@example.org>"]
)
def test_one_request_writes_to_one_address(company: Company, email: str) -> None:
    visitor = Visitor(company.slug, Client())
    visitor.walk("access")

    page = visitor.answer("contact", name="Robin", email=email)

    assert page.status_code == 422
    assert not Message.objects.exists()


def the_mail() -> dict[str, str]:
    mail: dict[str, str] = unseal(Message.objects.get(channel="email"), "payload")
    return mail
