import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from dsar.agents.enrolling import enrol
from dsar.companies.models import Company
from tests import desk

from .agent import Agent, Answer


class Clock:
    """The time that both sides see."""

    def __init__(self) -> None:
        self.now = desk.MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


class Near(Agent):
    """The same agent without a network between."""

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        bearer: bool = True,
        content_type: str | None = "text/plain",
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if bearer else {}
        response = Client(enforce_csrf_checks=True).generic(
            method, f"/drp{path}", body or b"", content_type or "", headers=headers
        )
        return Answer(response.status_code, dict(response.headers), response.content)


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def stranger_company(db: None) -> Company:
    return desk.publish("technology-nexus")


Enrol = Callable[..., Agent]


@pytest.fixture
def make_agent(clock: Clock) -> Enrol:
    def make(company: Company, agent_id: str = "AGENT_1", seed: bytes = bytes(range(32))) -> Agent:
        business_id = company.slug.upper().replace("-", "_")
        agent = Near("", agent_id, business_id, seed, clock=clock)
        text = json.dumps([agent.entry()])
        enrol(company=company, text=text, actor="system", now=clock.now)
        return agent

    return make


@pytest.fixture
def agent(company: Company, make_agent: Enrol) -> Agent:
    """Enrolled, with a token."""
    agent = make_agent(company)
    agent.set_up()
    return agent
