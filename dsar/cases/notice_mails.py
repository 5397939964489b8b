"""What the mails to staff say: references and dates, nothing of any requester.

The subject carries references and dates only: others may see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from dsar.accounts.models import User
from dsar.companies.models import Company
from dsar.typeset.mail import as_html

from .dates import in_words
from .labels import due_words
from .models import Case, Notice
from .queries import today_at
from .telling_words import AFTERWARDS, LEVELS, SAYINGS, about

# Stands where the reference comes to stand. None of ours holds a zero.
REFERENCE = "ZERO-0000-00"
# Nobody reads more in one mail; the desk has them all.
LISTED = 500


@dataclass
class Line:
    """One case of a digest, however often the person was told of it."""

    reference: str
    words: str
    link: str
    reasons: list[str] = field(default_factory=list)


def single(notice: Notice, *, now: datetime) -> dict[str, Any]:
    """The mail about one notice."""
    case, instead_of = notice.case, notice.instead_of
    text, html = _bodies(
        case.company.name,
        _link(REFERENCE),
        notice.user.name,
        instead_of.name if instead_of else "",
        in_words(notice.away_until),
        LEVELS.get(notice.silent, notice.silent),
        "" if notice.silent or notice.kind in SAYINGS else about(notice.kind),
        SAYINGS.get(notice.kind, ""),
        due_words(case, today=today_at(case, now)),
        _short(case, now),
    )
    return _mail(
        case.company,
        notice.user,
        subject=f"{case.reference}: {_subject(notice, now)}",
        text=text.replace(REFERENCE, case.reference),
        html=html.replace(REFERENCE, case.reference),
        thread=f"desk:{case.reference}",
    )


@lru_cache(maxsize=1024)
def _bodies(
    company: str,
    link: str,
    name: str,
    instead_of: str,
    until: str,
    silent: str,
    about: str,
    says: str,
    words: str,
    short: str,
) -> tuple[str, str]:
    """As text and as HTML, with REFERENCE for the case's: what leaves at one look is due on a few
    days, and says the same to the same person but for that."""
    text = render_to_string(
        "emails/reminder.txt",
        {
            "name": name,
            "company": company,
            "instead_of": instead_of,
            "until": until,
            "silent": silent,
            "about": about,
            "says": says,
            "words": words,
            "reference": REFERENCE,
            "link": link,
        },
    )
    return text, as_html(text, subject=f"{REFERENCE}: {short}")


def digest(notices: Iterable[Notice], *, now: datetime) -> dict[str, Any]:
    """One mail about all of these, which are one person's at one company."""
    notices = sorted(notices, key=_by_due_date)
    company, person = notices[0].case.company, notices[0].user
    lines: dict[str, Line] = {}
    for notice in notices:
        case = notice.case
        line = lines.setdefault(
            case.reference,
            Line(case.reference, due_words(case, today=today_at(case, now)), _link(case.reference)),
        )
        if (reason := _reason(notice)) and reason not in line.reasons:
            line.reasons.append(reason)
    listed = list(lines.values())
    text = render_to_string(
        "emails/digest.txt",
        {
            "person": person,
            "company": company,
            "lines": listed[:LISTED],
            "more": max(0, len(listed) - LISTED),
            "link": f"{settings.PUBLIC_URL}/desk/notices/",
        },
    )
    first, rest = notices[0].case, len(listed) - 1
    subject = f"{first.reference}: {_subject(notices[0], now)}" + (
        f", and {rest} more" if rest else ""
    )
    return mail(company, person, subject, text, thread=f"desk:{company.slug}:digest")


def mail(company: Company, person: User, subject: str, text: str, *, thread: str) -> dict[str, Any]:
    """From the company's desk to one of its staff."""
    html = as_html(text, subject=subject)
    return _mail(company, person, subject=subject, text=text, html=html, thread=thread)


def _mail(company: Company, person: User, **said: str) -> dict[str, Any]:
    return {
        "from": company.sender_email,
        "from_name": f"{company.name} desk",
        "to": person.email,
        "reply_to": company.sender_email,
        **said,
    }


def _reason(notice: Notice) -> str:
    """What it is, where it is no reminder of a date; why this person, where it is another's."""
    if notice.kind in SAYINGS:
        return SAYINGS[notice.kind][:1].lower() + SAYINGS[notice.kind][1:]
    if notice.silent:
        return f"{LEVELS.get(notice.silent, notice.silent)} was told and has not answered"
    if notice.instead_of:
        return f"for {notice.instead_of.name}, who is away until {in_words(notice.away_until)}"
    return ""


def _by_due_date(notice: Notice) -> tuple[date, str]:
    return (notice.case.clock.due_on or date.max, notice.case.reference)


def _link(reference: str) -> str:
    return f"{settings.PUBLIC_URL}/desk/cases/{reference}/"


def _subject(notice: Notice, now: datetime) -> str:
    """Of an answered case no date is left to speak of."""
    afterwards = notice.kind in AFTERWARDS
    return SAYINGS[notice.kind] if afterwards else _short(notice.case, now)


def _short(case: Case, now: datetime) -> str:
    left = (case.clock.due_on - today_at(case, now)).days if case.clock.due_on else None
    if left is None:
        return "waiting"
    if left < 0:
        return f"overdue by {-left} day{'s' if left < -1 else ''}"
    return "due today" if left == 0 else f"due in {left} day{'s' if left > 1 else ''}"
