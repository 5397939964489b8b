"""What the installation's own audit chain says of people who sign in: numbers, never names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dsar import tenancy
from dsar.accounts.models import User
from dsar.audit.operations import record
from dsar.security_events import KINDS, happened

INSTALLATION = 0


def note(
    event: str,
    *,
    user: User | None,
    now: datetime,
    actor: str = "",
    facts: Mapping[str, Any] = {},
) -> None:
    """The event stands in the chain of the installation. Without an `actor` they did it themselves;
    `user` is None for an address that nobody here has. What was refused is counted as well.
    """
    subject = user.actor if user else ""
    if event in KINDS:
        happened(event, user=user.pk if user else None, **facts)
    with tenancy.companies([]):  # those who sign in have not said yet for which
        record(
            company_id=INSTALLATION,
            event=event,
            subject=subject,
            actor=actor or subject or "anonymous",
            now=now,
            facts=facts,
        )
