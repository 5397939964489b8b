"""A desk that runs as in production, and those who try to get more out of it than is theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.portal import access
from tests import desk
from tests.portal.visitor import Visitor, code_sent
from tests.proving import just_proved


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait that hides what was found costs time and stops none of what is tried here."""
    monkeypatch.setattr(access, "LONGEST_SECONDS", 0.0)


def ago(**by: float) -> datetime:
    return datetime.now(UTC) - timedelta(**by)


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def next_connex(db: None) -> Company:
    """Asks for a document in its form."""
    return desk.publish("next-connex")


@pytest.fixture
def case(company: Company) -> Case:
    return desk.receive(company, at=ago(days=3))


@pytest.fixture
def officer(company: Company) -> User:
    return desk.person(Role.OFFICER, company)


@pytest.fixture
def lead(company: Company) -> User:
    return desk.person(Role.LEAD, company)


@pytest.fixture
def browser(officer: User) -> Client:
    """The officer's."""
    client = Client()
    client.force_login(officer)
    just_proved(client, now=ago())
    return client


@pytest.fixture
def at_the_document(next_connex: Company) -> Visitor:
    """A stranger before the page that takes a file."""
    visitor = Visitor("next-connex")
    visitor.walk("access", without=True)
    return visitor


def page_of(case: Case, *path: str) -> str:
    return "/".join(["/desk/cases", case.reference, *path, ""])


def text(response: Any) -> str:
    return str(response.content.decode())


def sign_in(client: Client, email: str, password: str) -> Any:
    return client.post("/desk/sign-in/", {"login": email, "password": password})


def key_of(company: Company, **given: Any) -> Client:
    wanted = {"name": "Zendesk", "scopes": Scope.values, "is_test": False, "actor": "system"}
    _, token = create_key(**wanted | {"company": company, "now": ago()} | given)
    return Client(headers={"Authorization": f"Bearer {token}"})


def create_by_api(caller: Client, **extra: Any) -> Any:
    body = {
        "right": "access",
        "received_at": "2026-11-20T09:12:00+00:00",
        "requester": {"name": "A. Example", "email": "a@example.org"},
    }
    return caller.post(
        "/api/v1/cases",
        body | extra,
        content_type="application/json",
        headers={"Idempotency-Key": "zendesk-1"},
    )


def download(client: Client, document: Any) -> Any:
    address = f"/status/request/files/{document.pk}/"
    client.post(address, {"send": "1"})
    return client.post(address, {"code": code_sent()})
