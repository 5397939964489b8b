"""The shortest way to a clock in a test."""

from datetime import UTC, date, datetime

from deadlines import operations
from deadlines.models import Clock

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def start(**changes) -> Clock:
    """A British request for access of 2 November 2026, due on 2 December."""
    facts = {
        "company_id": 7,
        "rule": "uk-gdpr-12a",
        "calendar": "GB-ENG",
        "request": "access",
        "received_on": date(2026, 11, 2),
        "promise": None,
        "now": NOW,
    }
    return operations.start_clock(**{**facts, **changes})


def tell(clock: Clock, kind: str, on: str, **more) -> Clock:
    return operations.add_event(
        clock_id=clock.pk, kind=kind, on=date.fromisoformat(on), now=NOW, **more
    )
