import pytest

from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk


@pytest.fixture
def company(db: None) -> Company:
    """Nexus IP: United Kingdom, 28 days promised for copies."""
    return desk.publish("nexus-ip")


@pytest.fixture
def swedish(db: None) -> Company:
    return desk.publish("technology-nexus")


@pytest.fixture
def case(company: Company) -> Case:
    return desk.receive(company)


@pytest.fixture
def identified(case: Case) -> Case:
    return desk.identified(case)
