from datetime import UTC, datetime

import pytest

from dsar.companies.models import Company
from dsar.companies.operations import install_preset

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def next_connex(db: None) -> Company:
    """Published, version 1."""
    return install_preset(slug="next-connex", actor="system", now=NOW)


@pytest.fixture
def nexus_ip(db: None) -> Company:
    """A draft, for its postal address is not filled in."""
    return install_preset(slug="nexus-ip", actor="system", now=NOW)
