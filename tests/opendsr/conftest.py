"""Nexus IP, whose CRM is at a processor that is asked by OpenDSR."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.fulfilment.models import SearchTask, System
from dsar.fulfilment.operations import asking
from dsar.fulfilment.operations.listing import list_named
from dsar.opendsr import discovery
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.opendsr.rounds import go_round
from dsar.opendsr.setting_up import set_processor
from dsar.outbox.sweep import sweep
from tests import desk

from . import certified, processor
from .processor import Processor as StandIn

NOW = desk.MONDAY
MINUTE = timedelta(minutes=1)
BY = {"actor": desk.OFFICER, "now": NOW}
SET = {
    "domain": certified.DOMAIN,
    "route": "requests",
    "algorithm": "rsa-pkcs1",
    "door": "basic",
    "credential": "key:quiet-word",
    "identities": ["email:sha256"],
}


@pytest.fixture
def there(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StandIn]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    certified.trust(monkeypatch, tmp_path)
    with processor.at_work() as at_work:
        yield at_work


@pytest.fixture
def company(db: None) -> Company:
    company = desk.publish("nexus-ip")
    list_named(company_id=company.pk, actor="system", now=NOW)
    System.objects.filter(company=company).update(
        owner_name="Olive Owner", owner_email="olive@example.com"
    )
    return company


@pytest.fixture
def crm(company: Company) -> System:
    return company.systems.get(code="crm")


@pytest.fixture
def ours(crm: System, there: StandIn) -> Processor:
    """What we know of the processor: read, and switched on."""
    return known(crm, there)


@pytest.fixture
def case(company: Company) -> Case:
    return desk.identified(desk.receive(company))


@pytest.fixture
def task(case: Case, ours: Processor) -> SearchTask:
    return search(case, ours.system)


@pytest.fixture
def request_(task: SearchTask, there: StandIn) -> ProcessorRequest:
    """One that the processor has taken."""
    pass_by(NOW)
    return ProcessorRequest.objects.get()


def known(system: System, there: StandIn, **given: Any) -> Processor:
    told = SET | {"base_url": there.url} | given
    made = set_processor(system_id=system.pk, is_on=False, **told, **BY)
    discovery.read(made, now=NOW - timedelta(hours=1))
    return set_processor(system_id=system.pk, is_on=True, **(told | {"credential": ""}), **BY)


def search(case: Case, system: System) -> SearchTask:
    return asking.ask_search(case_id=case.pk, systems=[system.pk], **BY)[0]


def pass_by(now: datetime) -> None:
    """What a worker does then: who is owed a request is found, and it leaves."""
    go_round(now=now)
    sweep(now=now)
