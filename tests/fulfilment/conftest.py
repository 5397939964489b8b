"""Nexus IP with its systems, each with an owner, and a case whose person is known."""

import pytest

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.fulfilment.models import SearchTask, System
from dsar.fulfilment.operations import asking, recording
from dsar.fulfilment.operations.listing import list_named
from tests import desk

NOW = desk.MONDAY
BY = {"actor": desk.OFFICER, "now": NOW}


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
def case(company: Company) -> Case:
    return desk.identified(desk.receive(company))


@pytest.fixture
def task(case: Case, crm: System) -> SearchTask:
    return ask(case, crm)[0]


def ask(case: Case, *systems: System, **given) -> list[SearchTask]:
    wanted = [system.pk for system in systems]
    return asking.ask_search(case_id=case.pk, systems=wanted, **(BY | given))


def answer(task: SearchTask, **given):
    said = {"result": "found", "terms": "Robin", "found": "One contact.", "name": "Olive Owner"}
    return recording.record_search(
        case_id=task.case_id, task_id=task.pk, **(said | {"actor": "owner", "now": NOW} | given)
    )
