from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.portal import access
from tests import desk
from tests.portal.visitor import Visitor

SLUGS = ("nexus-ip", "next-connex", "technology-nexus", "nexuscore", "connexai")


def ago(**by: float) -> datetime:
    """Views take the time from the clock on the wall, so cases here are as old as this."""
    return datetime.now(UTC) - timedelta(**by)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait that hides what was found; a test of its own sets it back."""
    monkeypatch.setattr(access, "LONGEST_SECONDS", 0.0)


@pytest.fixture
def publish(db: None) -> Callable[[str], Company]:
    return desk.publish


@pytest.fixture
def nexus_ip(db: None) -> Company:
    """Asks for no proof in its form."""
    return desk.publish("nexus-ip")


@pytest.fixture
def next_connex(db: None) -> Company:
    """Asks for a company address, a reference and a document."""
    return desk.publish("next-connex")


@pytest.fixture
def visitor(nexus_ip: Company) -> Visitor:
    return Visitor("nexus-ip")


@pytest.fixture
def at_next_connex(next_connex: Company) -> Visitor:
    return Visitor("next-connex")


@pytest.fixture
def case(nexus_ip: Company) -> Case:
    return received(nexus_ip)


def received(company: Company, right: str = "access", **given: Any) -> Case:
    return desk.receive(company, right, at=ago(days=3), **given)


@pytest.fixture
def in_german(settings: Any, tmp_path: Path) -> Callable[[dict[Any, Any]], None]:
    """German pages say these words, whatever the catalogue of the product says by now. A message
    with a context is a pair of both."""

    def say(words: dict[Any, Any]) -> None:
        catalogue = Catalog(locale="de")
        for english, german in words.items():
            message, context = english if isinstance(english, tuple) else (english, None)
            catalogue.add(message, german, context=context)
        folder = tmp_path / "de" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalogue)
        settings.LOCALE_PATHS = [tmp_path]

    return say
