"""A desk on Monday 23 November 2026, 17:00 in London, with one person in each role."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import Settings

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.proving import just_proved

NOW = desk.MONDAY + timedelta(hours=8)


class Clock:
    """The time that views see."""

    def __init__(self) -> None:
        self.now = NOW

    def set(self, now: datetime) -> None:
        self.now = now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture(autouse=True)
def _sessions_outlive_the_clock(settings: Settings) -> None:
    """Tests move it by days between two clicks."""
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60 * 24 * 365, 24 * 365
    settings.SESSION_COOKIE_AGE = 3600 * 24 * 365
    settings.PROOF_MINUTES = 60 * 24 * 365


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def swedish(db: None) -> Company:
    return desk.publish("technology-nexus")


@pytest.fixture
def case(company: Company) -> Case:
    return desk.receive(company)


@pytest.fixture
def officer(company: Company) -> User:
    return desk.person(Role.OFFICER, company)


@pytest.fixture
def lead(company: Company) -> User:
    return desk.person(Role.LEAD, company)


@pytest.fixture
def dpo(company: Company) -> User:
    return desk.person(Role.DPO, company)


@pytest.fixture
def stranger(swedish: Company) -> User:
    return desk.person(Role.DPO, swedish, name="stranger")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        just_proved(client, now=NOW - timedelta(days=90))  # some tests look back
        return client

    return sign_in


@pytest.fixture
def client(officer: User, signed_in: Callable[[User], Client]) -> Client:
    """The officer's browser."""
    return signed_in(officer)


def words(response: Any) -> str:
    """What a person reads on the page, in one line."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def page_of(case: Case, *path: str) -> str:
    return "/".join(["/desk/cases", case.reference, *path, ""])


def spaced(response: Any) -> str:
    """The words of a page with one space between two, also between two cells of a table."""
    text = unescape(strip_tags(response.content.decode().replace("<td", " <td")))
    return " ".join(text.split())
