"""A company with a mailbox, and the shortest way to a mail that came in."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dsar.companies.models import Company
from dsar.inbound.models import Mail
from dsar.inbound.placing import place_all
from dsar.inbound.storing import store
from tests import desk
from tests.inbound.letters import WORDS, written

ARRIVED = desk.MONDAY - timedelta(hours=9)


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def came(company: Company) -> Callable[..., Mail]:
    """A mail as the mailbox gave it at midnight, read and placed at nine."""

    def bring(raw: bytes | str = "", *, at: object = ARRIVED, placed: bool = True, **how) -> Mail:
        content = raw if isinstance(raw, bytes) else written(raw or WORDS, **how)
        mail = store(
            company_id=company.pk, raw=content, door="imap", received_at=at, now=desk.MONDAY
        )
        if placed:
            place_all(now=desk.MONDAY)
        mail.refresh_from_db()
        return mail

    return bring
