from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from dsar.api.models import ApiKey, Scope
from dsar.api.operations import create_key
from dsar.companies.models import Company
from dsar.companies.operations import install_preset

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BODY = {
    "company": "connexai",
    "right": "access",
    "channel": "email",
    "received_at": "2026-11-20T09:12:00+00:00",
    "requester": {"name": "A. Example", "email": "a@example.org", "language": "en"},
    "text": "Please send me the recordings of my calls.",
    "external": {"system": "zendesk", "id": "48213"},
}


@pytest.fixture
def connexai(db: None) -> Company:
    return install_preset(slug="connexai", actor="system", now=NOW, examples=True)


@pytest.fixture
def stranger_company(db: None) -> Company:
    return install_preset(slug="next-connex", actor="system", now=NOW, examples=True)


class Caller:
    """Somebody with an API key."""

    def __init__(self, key: ApiKey, token: str) -> None:
        self.key, self.token = key, token
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query or None)

    def create(self, body: Any = None, *, key: str | None = "zendesk-48213", **changes: Any) -> Any:
        return self.client.post(
            "/api/v1/cases",
            {**BODY, **changes} if body is None else body,
            content_type="application/json",
            headers={"Idempotency-Key": key} if key is not None else {},
        )


@pytest.fixture
def make_caller(connexai: Company) -> Callable[..., Caller]:
    def make(company: Company = connexai, **changes: Any) -> Caller:
        wanted = {
            "company": company,
            "name": "Zendesk",
            "scopes": Scope.values,
            "is_test": False,
            "actor": "system",
            "now": NOW,
        }
        return Caller(*create_key(**(wanted | changes)))

    return make


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller()


@pytest.fixture
def plenty(settings: Any) -> None:
    """So many calls that no limit is reached."""
    settings.API_CALLS_PER_MINUTE = 1_000_000
