"""Asha's cases as they stand on Monday 23 November 2026, 08:45: each has come to where the
morning of UX 3.7 finds it by the operations of the product, on the days told there."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.cases.operations import assigning, clarifying, extending
from dsar.companies.models import Company
from dsar.fulfilment.operations.asking import ask_search
from dsar.fulfilment.operations.listing import add_system
from dsar.inbound.models import Mail
from dsar.inbound.storing import store
from tests import desk

LONDON = ZoneInfo("Europe/London")
YEAR = 2026
MAIL = b"""From: Dana Example <dana@example.org>
To: info@nexusip.com
Subject: My data
Date: Sun, 22 Nov 2026 21:10:00 +0000
Message-ID: <morning@mail.example.org>
Content-Type: text/plain; charset=utf-8

Please delete all my data. I have left the firm.
"""


def at(day: int, month: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(date(YEAR, month, day), time(hour, minute), LONDON)


def begin(now: datetime) -> dict[str, Case]:
    """The cases of the morning by the step that comes to them."""
    asha = desk.person(Role.OFFICER, *Company.objects.all(), name="asha")
    cases = {
        "overdue": _of("connexai", 15, 10),
        "due today": _reviewed(),
        "promised": _of("nexus-ip", 30, 10),
        "paused once": _paused_once(),
        "extended": _extended(),
        "moving": _moving(),
        "expensive": _of("nexus-ip", 17, 11),
        "unclear": _of("next-connex", 18, 11),
        "complex": _of("nexuscore", 5, 11),
        "repeated": _repeated(),
        "answered": desk.released(desk.attached(_of("technology-nexus", 2, 11))),
    }
    for case in cases.values():
        assigning.take(case_id=case.pk, actor=asha.actor, now=now)
    return cases


def mail_arrives(now: datetime) -> Mail:
    """On Sunday evening, to the address that Nexus IP names; fetched on Monday."""
    company = Company.objects.get(slug="nexus-ip")
    arrived = at(22, 11, 21, 10)
    return store(company_id=company.pk, raw=MAIL, door="imap", received_at=arrived, now=now)


def _of(slug: str, day: int, month: int, right: str = "access", **given: object) -> Case:
    """Received that day, and who is asking is settled."""
    company = Company.objects.get(slug=slug)
    return desk.identified(desk.receive(company, right, at=at(day, month), **given))


def _reviewed() -> Case:
    """A machine's decision was looked at again by somebody who had not taken the first."""
    return desk.ready(_of("nexuscore", 22, 10, "automated"))


def _paused_once() -> Case:
    """Asked on 20 October which recordings they mean; they said so on 2 November."""
    case = desk.asked(_of("connexai", 16, 10), now=at(20, 10))
    return clarifying.answer_question(case_id=case.pk, text="Those with sales.", now=at(2, 11))


def _extended() -> Case:
    case = _of("next-connex", 31, 8)
    extending.extend(
        case_id=case.pk,
        ground="complexity",
        reasons="Seven systems have to be searched.",
        actor=desk.OFFICER,
        now=at(21, 9),
    )
    return desk.ready(desk.attached(case, now=at(19, 11)), now=at(20, 11))


def _moving() -> Case:
    case = _of("technology-nexus", 27, 10, "portability")
    by = {"actor": desk.OFFICER, "now": at(28, 10)}
    systems = [
        add_system(
            company_id=case.company_id,
            name=name,
            keeps="What customers gave us",
            owner_name=owner,
            owner_email=f"{owner.lower()}@example.com",
            searched_by=["email"],
            **by,
        )
        for name, owner in (("Orders", "Olive"), ("Logs", "Lars"))
    ]
    ask_search(case_id=case.pk, systems=[one.pk for one in systems], **by)
    return case


def _repeated() -> Case:
    """Answered three times since June; now the fourth."""
    for month in (6, 8, 10):
        desk.closed(desk.attached(_of("connexai", 1, month)))
    return _of("connexai", 16, 11)


def second_person(*slugs: str) -> User:
    """Lena can approve what Asha prepared there."""
    return desk.person(Role.LEAD, *Company.objects.filter(slug__in=slugs), name="lena")


def days_before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)
