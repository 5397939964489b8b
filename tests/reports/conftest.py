from datetime import date

import pytest

from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.reports.scope import Scope
from tests import desk
from tests.reports.invented import cases_of

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def companies(db: None) -> list[Company]:
    return [desk.publish("connexai"), desk.publish("nexus-ip")]


@pytest.fixture
def cases(companies: list[Company]) -> list[Case]:
    return [case for seed, company in enumerate(companies) for case in cases_of(company, 150, seed)]


@pytest.fixture
def october(companies: list[Company]) -> Scope:
    return Scope(tuple(companies), FIRST, LAST, desk.MONDAY)
