"""An administrator, and a company that is being added."""

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.companies.models import Company
from tests import desk
from tests.dashboard.adding.steps import (
    ADD,
    NAMES,
    fill,
    paste,
    use_all,
)


@pytest.fixture
def ada(company):
    return desk.person(Role.ADMIN, company, name="ada")


@pytest.fixture
def admin(ada, signed_in) -> Client:
    return signed_in(ada)


@pytest.fixture
def sixth(admin) -> Company:
    admin.post(ADD, NAMES)
    return Company.objects.get(slug="sixth-lamps")


@pytest.fixture
def ready(admin, sixth) -> Company:
    """Everything is decided and filled in."""
    paste(admin)
    use_all(admin)
    fill(admin)
    return sixth
