"""Two companies whose reminders are due now, and how far along they are."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection
from django.utils import timezone

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.webhooks import REMINDER, set_webhook
from tests import desk, many

SLUGS = ("nexus-ip", "technology-nexus")
BY_WEBHOOK = tuple(replace(one, channels=(*one.channels, "webhook")) for one in many.ONE_RUNG)
_LEFT = """SELECT
    (SELECT count(*) FROM deadlines_reminder WHERE taken_at IS NULL AND at <= now()),
    (SELECT count(*) FROM cases_notice WHERE mailed_at IS NULL),
    (SELECT count(*) FROM outbox_message WHERE state = 'queued')"""


@dataclass
class Desks:
    """Each case owes one reminder, fourteen days before its date, to the officer who owns it."""

    originals: dict[str, Case] = field(default_factory=dict)
    officers: dict[str, list[User]] = field(default_factory=dict)

    def publish(
        self,
        *,
        officers: int = 1,
        digest_from: int = 0,
        webhook: str = "",
        now: datetime | None = None,
    ) -> None:
        """Each company with so many officers and one case that waits to be copied. The first of
        them is told of its reminders by webhook, too, if there is an address."""
        now = now or timezone.now()
        ladder = BY_WEBHOOK if webhook else many.ONE_RUNG
        for slug in SLUGS:
            company = many.publish(slug, digest_from=digest_from, ladder=ladder, now=now)
            if webhook and slug == SLUGS[0]:
                set_webhook(
                    company_id=company.pk,
                    url=webhook,
                    is_on=True,
                    types=[REMINDER],
                    actor="system",
                    now=now,
                )
            self.officers[slug] = [
                desk.person(Role.OFFICER, company, name=f"officer-{company.code.lower()}-{number}")
                for number in range(officers)
            ]
            case = desk.receive(company, at=now - many.AGE)
            Case.objects.filter(pk=case.pk).update(owner=self.officers[slug][0])
            self.originals[slug] = case

    def owe(self, count: int) -> set[str]:
        """So many reminders are due from now on, shared among all; their cases' references."""
        hands = [(slug, owner) for slug in SLUGS for owner in self.officers[slug]]
        owed: set[str] = set()
        for number, (slug, owner) in enumerate(hands):
            share = count // len(hands) + (number < count % len(hands))
            owed.update(many.copy(self.originals[slug], share, owner=owner) if share else ())
        return owed


def left() -> tuple[int, int, int]:
    """Due reminders not taken, notices not mailed, messages not sent."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
        untaken, unmailed, unsent = cursor.fetchone()
    return untaken, unmailed, unsent
