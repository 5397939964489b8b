"""Two companies whose reminders are due now, and how far along they are."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from tests import desk, many

SLUGS = ("nexus-ip", "technology-nexus")
_LEFT = """SELECT
    (SELECT count(*) FROM deadlines_reminder WHERE taken_at IS NULL AND "on" <= current_date),
    (SELECT count(*) FROM cases_notice WHERE mailed_at IS NULL),
    (SELECT count(*) FROM outbox_message WHERE state = 'queued')"""


@dataclass
class Desks:
    """One officer at each company; each case owes one reminder, fourteen days before its date."""

    originals: dict[str, Case] = field(default_factory=dict)

    def publish(self, *, digest_from: int = 0, now: datetime | None = None) -> None:
        """A company each, with one case that waits to be copied; its own letter has left."""
        now = now or timezone.now()
        for slug in SLUGS:
            company = many.publish(slug, digest_from=digest_from, now=now)
            desk.person(Role.OFFICER, company, name=f"officer-{company.code.lower()}")
            self.originals[slug] = desk.receive(company, at=now - many.AGE)

    def owe(self, count: int) -> set[str]:
        """So many reminders are due from now on; the references of their cases."""
        owed: set[str] = set()
        for number, case in enumerate(self.originals.values()):
            share = count // len(self.originals) + (number < count % len(self.originals))
            owed.update(many.copy(case, share))
        return owed


def left() -> tuple[int, int, int]:
    """Due reminders not taken, notices not mailed, messages not sent."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
        untaken, unmailed, unsent = cursor.fetchone()
    return untaken, unmailed, unsent
