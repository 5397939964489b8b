"""What staff are told about a case: kept for the desk, and owed by mail.

A notice is written with the change that made it due. That it leaves by mail is a second look, so
that many at once can leave as one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from dsar.outbox.operations import enqueue

from .labels import due_words
from .models import Case, Notice
from .queries import today_at
from .staff import Told
from .transitions import Status

BATCH = 200


@dataclass(frozen=True)
class Telling:
    """Who is to know what about a case. `key` says what it is ("reminder:17"), to tell it once."""

    case: Case
    key: str
    kind: str
    people: Collection[Told]
    channels: Collection[str]
    silent: str = ""
    """The level that did not answer, where the case was passed on."""


def raise_notices(tellings: Iterable[Telling], *, now: datetime) -> None:
    """Everybody is told each thing once, in the desk and by mail as its channels say."""
    Notice.objects.bulk_create(
        (
            Notice(
                company_id=telling.case.company_id,
                case=telling.case,
                user=told.person,
                instead_of=told.instead_of,
                away_until=told.away_until,
                level=told.level,
                silent=telling.silent,
                key=telling.key,
                kind=telling.kind,
                in_app="in-app" in telling.channels,
                by_mail="mail" in telling.channels,
                raised_at=now,
            )
            for telling in tellings
            for told in telling.people
        ),
        ignore_conflicts=True,
    )


def mail_notices(*, now: datetime) -> int:
    """Owe the mails of all notices that none was owed for yet; how many notices that were."""
    total = 0
    while taken := _mail_batch(now):
        total += taken
    return total


@transaction.atomic
def _mail_batch(now: datetime) -> int:
    waiting = Notice.objects.filter(by_mail=True, mailed_at=None)
    notices = list(
        waiting.select_for_update(of=("self",), skip_locked=True)
        .select_related("user", "case__company", "case__clock", "case__data_key__company_key")
        .order_by("company_id", "user_id", "pk")[:BATCH]
    )
    for notice in notices:
        _owe(notice, now=now)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
    return len(notices)


def _owe(notice: Notice, *, now: datetime) -> None:
    case, person = notice.case, notice.user
    subject = f"{case.reference}: {_short(case, now)}"
    text = render_to_string(
        "emails/reminder.txt",
        {
            "case": case,
            "person": person,
            "words": due_words(case, today=today_at(case, now)),
            "link": f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/",
        },
    )
    enqueue(
        company_id=case.company_id,
        data_key=case.data_key,
        channel="email",
        key=f"notice:{notice.pk}",
        payload={
            "from": case.company.sender_email,
            "from_name": f"{case.company.name} desk",
            "to": person.email,
            "reply_to": case.company.sender_email,
            "subject": subject,
            "text": text,
            "html": render_to_string(
                "letters/_html.html", {"text": text, "subject": subject, "company": case.company}
            ),
            "thread": f"desk:{case.reference}",
        },
        now=now,
        reason="case-open",
        subject=str(case.pk),
    )


def _short(case: Case, now: datetime) -> str:
    left = (case.clock.due_on - today_at(case, now)).days if case.clock.due_on else None
    if left is None:
        return "waiting"
    if left < 0:
        return f"overdue by {-left} day{'s' if left < -1 else ''}"
    return "due today" if left == 0 else f"due in {left} day{'s' if left > 1 else ''}"


def case_is_open(case_id: str) -> bool:
    """Whether a notice of this case is still worth sending."""
    return (
        Case.objects.filter(pk=case_id, released_at__isnull=True)
        .exclude(status=Status.CLOSED)
        .exists()
    )
