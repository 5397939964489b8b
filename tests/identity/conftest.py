from datetime import UTC, datetime

import pytest

from identity.models import Verification
from identity.operations import ItemSpec, begin

# A Monday, the day on which Jo of Next Connex asks for a copy.
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
OFFICER = "user:7"
ASKED = [
    ItemSpec("company-email", "email", "Your company e-mail address"),
    ItemSpec("agreement", "text", "Customer agreement reference"),
    ItemSpec("passport", "document", "Passport or driving licence"),
]


@pytest.fixture
def verification(db: None) -> Verification:
    return begin(company_id=5, items=ASKED, now=NOW)
