"""One mail each morning: what is overdue, what comes, what was not read.

A person has one a working day at each company, once its office is open. After hours or days
without anybody looking, only that of today is written; yesterday's is of no use to anybody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from dsar.accounts.roles import ALLOWED, Permission
from dsar.companies.mail_keys import mail_key_of
from dsar.companies.models import Company, Membership
from dsar.companies.offices import offices
from dsar.companies.queries import rules_in_force
from dsar.outbox.operations import enqueue

from .closed import Closed
from .dates import civil_date, in_words
from .labels import due_words
from .models import Case
from .notice_mails import mail
from .queries import by_due_date, cases_of
from .reading import unread_cases
from .staff import away_at
from .summary import Summary
from .transitions import Status

WEEK = timedelta(days=7)
LISTED = 10
# People whose summary is decided in one transaction.
PEOPLE = 50
# Counting stops here: nobody may walk through a million rows for a mail.
COUNTED = 999
_WORKERS = [role for role, may in ALLOWED.items() if Permission.WORK_CASES in may]


@dataclass(frozen=True)
class Morning:
    """What there is to say at one company on one day, the same to everybody there."""

    company: Company
    today: date
    counts: tuple[tuple[int, str], ...]
    first: tuple[Case, ...]


def send_summaries(*, now: datetime) -> int:
    """Owe today's summaries to all who have none yet, where the office is open; how many mails.

    That there was nothing to say is decided once a day, too. The clock set back repeats nothing. A
    company whose keys do not open stops no other; its summaries wait, and this fails when the
    others are done.
    """
    failed, owed = Closed("Summaries"), 0
    for company in _opened(now):
        with failed.without(company.pk):
            for mailed in _summed_up(company, now):
                owed += mailed
    failed.tell()
    return owed


def _summed_up(company: Company, now: datetime) -> Iterator[int]:
    """How many mails, a transaction at a time, until nobody at the company is undecided."""
    today = civil_date(company, now)
    away = {user for _, user in away_at([company], now=now)}
    morning = None
    while members := _undecided(company, today).exclude(user__in=away)[:PEOPLE]:
        morning = morning or _look(company, today)
        decided, mailed = _decide(morning, members, now=now)
        yield mailed
        if not decided:
            break


def is_of_today(summary_id: str) -> bool:
    """Whether a summary is still worth sending: it is, on its own day."""
    found = Summary.objects.select_related("company").get(pk=summary_id)
    return found.day == civil_date(found.company, timezone.now())


def _opened(now: datetime) -> list[Company]:
    """Companies whose office is open and whose policy has a summary, if anybody waits for one."""
    companies = list(Company.objects.filter(published_at__isnull=False))
    by_day: dict[date, list[int]] = {}
    for company in companies:
        by_day.setdefault(civil_date(company, now), []).append(company.pk)
    someone: Q = Q(pk__in=[])
    for today, keys in by_day.items():
        someone |= Q(~Exists(_decided(today)), company__in=keys)
    waiting = set(_readers().filter(someone).values_list("company_id", flat=True).distinct())
    if not waiting:
        return []
    rules, hours = rules_in_force(waiting), offices(waiting)
    return [
        company
        for company in companies
        if company.pk in waiting
        and rules[company.pk].morning_summary.value
        and hours[company.pk].is_open(now)
    ]


def _readers() -> QuerySet[Membership]:
    return Membership.objects.filter(
        morning_mail=True, role__in=_WORKERS, user__is_active=True
    ).order_by("pk")


def _undecided(company: Company, today: date) -> QuerySet[Membership]:
    return _readers().filter(~Exists(_decided(today)), company=company)


def _decided(today: date) -> QuerySet[Summary]:
    """A later day counts as well: then the clock was set back."""
    return Summary.objects.filter(
        company=OuterRef("company_id"), user=OuterRef("user_id"), day__gte=today
    )


@transaction.atomic
def _decide(morning: Morning, members: Iterable[Membership], *, now: datetime) -> tuple[int, int]:
    """Of these, how many were decided here and how many are owed a mail."""
    locked = list(
        _undecided(morning.company, morning.today)
        .filter(pk__in=[member.pk for member in members])
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("user", "mail_key__company_key")
    )
    mailed = 0
    for member in locked:
        counts = [*morning.counts, (_unread(member), "with unread notices")]
        said = [(count, words) for count, words in counts if count]
        summary, new = Summary.objects.get_or_create(
            company_id=member.company_id,
            user_id=member.user_id,
            day=morning.today,
            defaults={"mailed": bool(said)},
        )
        if new and said:
            _owe(morning, member, summary, sentence_of(said), now=now)
            mailed += 1
    return len(locked), mailed


def sentence_of(counts: Iterable[tuple[int, str]]) -> str:
    """“2 overdue, 1 due today, 5 with unread notices.”"""
    parts = []
    for count, words in counts:
        number = str(count) if count <= COUNTED else f"more than {COUNTED}"
        parts.append(f"{number} {words}")
    return ", ".join(parts) + "."


def _look(company: Company, today: date) -> Morning:
    running = cases_of(company).filter(clock__stopped_on__isnull=True)
    soon = running.filter(clock__due_on__lte=today + WEEK)
    kinds = (
        (running.filter(clock__due_on__lt=today), "overdue"),
        (running.filter(clock__due_on=today), "due today"),
        (soon.filter(clock__due_on__gt=today), "due within 7 days"),
        (cases_of(company).filter(status=Status.AWAITING_REQUESTER), "waiting for the requester"),
    )
    counts = tuple((_capped(cases), words) for cases, words in kinds)
    return Morning(company, today, counts, tuple(by_due_date(soon)[:LISTED]))


def _capped(cases: QuerySet[Case]) -> int:
    return cases.order_by().values("pk")[: COUNTED + 1].count()


def _unread(member: Membership) -> int:
    found = unread_cases(member.user).filter(company_id=member.company_id)
    return found[: COUNTED + 1].count()


def _owe(
    morning: Morning, member: Membership, summary: Summary, sentence: str, *, now: datetime
) -> None:
    company, today = morning.company, morning.today
    text = render_to_string(
        "emails/summary.txt",
        {
            "person": member.user,
            "company": company,
            "sentence": sentence,
            "lines": [(case.reference, due_words(case, today=today)) for case in morning.first],
            "link": f"{settings.PUBLIC_URL}/desk/",
            "settings_link": f"{settings.PUBLIC_URL}/desk/away/",
        },
    )
    enqueue(
        company_id=company.pk,
        data_key=mail_key_of(member, now=now),
        channel="email",
        key=f"summary:{summary.pk}",
        payload=mail(
            company, member.user, in_words(today), text, thread=f"desk:{company.slug}:summary"
        ),
        now=now,
        reason="summary-of-today",
        subject=str(summary.pk),
    )
