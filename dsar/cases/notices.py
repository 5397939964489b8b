"""What staff are told about a case: kept for the desk, and owed by mail.

A notice is written with the change that made it due. That it leaves by mail is a second look, so
that many at once leave as one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dsar.companies.mail_keys import mail_key_of
from dsar.companies.models import Membership
from dsar.companies.queries import rules_in_force
from dsar.companies.rules import Rules
from dsar.outbox.operations import Owed, enqueue, enqueue_all
from dsar.outbox.ticks import progress

from . import notice_mails
from .models import Case, Digest, Notice
from .staff import Told
from .transitions import Status

# People whose mail is written in one transaction.
PEOPLE = 20


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
    """Owe the mails of all notices that none was owed for yet; how many notices that were.

    What one person is owed at one company at one look leaves as one mail, from so many notices on
    as the company's policy says, and each by itself below that. Whoever has left is owed nothing,
    and neither is anybody for a case that is over.
    """
    total = 0
    while counts := _mail_batch(now):
        total += sum(counts)
        progress()
    return total + _forget_the_gone(now)


@transaction.atomic
def _mail_batch(now: datetime) -> list[int]:
    """For each person claimed, how many notices they had.

    Claimed by their membership, not notice by notice: two workers, or a batch that is full, must
    not split what belongs in one mail.
    """
    members = list(
        Membership.objects.filter(Exists(_waiting(OuterRef("company_id"), OuterRef("user_id"))))
        .filter(user__is_active=True)
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("mail_key__company_key")
        .order_by("pk")[:PEOPLE]
    )
    rules = rules_in_force({member.company_id for member in members})
    counts = []
    for member in members:
        notices = list(
            _waiting(member.company_id, member.user_id)
            .select_related("user", "instead_of", "case__company", "case__clock")
            .select_related("case__data_key__company_key")
            .defer("case__person", "case__details", "case__clock__working")
        )
        digest = _mail(member, notices, digest_from=_digest_from(rules, member), now=now)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
            mailed_at=now, digest=digest
        )
        counts.append(len(notices))
    return counts


def _mail(
    member: Membership, notices: list[Notice], *, digest_from: int, now: datetime
) -> Digest | None:
    wanted = [notice for notice in notices if _still_wanted(notice.case)]
    if wanted and 0 < digest_from <= len(wanted):
        return _owe_digest(member, wanted, now=now)
    enqueue_all((_owed(notice, now=now) for notice in wanted), now=now)
    return None


def _owed(notice: Notice, *, now: datetime) -> Owed:
    return Owed(
        company_id=notice.company_id,
        data_key=notice.case.data_key,
        channel="email",
        key=f"notice:{notice.pk}",
        payload=notice_mails.single(notice, now=now),
        reason="case-open",
        subject=str(notice.case_id),
    )


def _owe_digest(member: Membership, notices: list[Notice], *, now: datetime) -> Digest:
    digest = Digest.objects.create(
        company_id=member.company_id, user_id=member.user_id, made_at=now
    )
    enqueue(
        company_id=member.company_id,
        data_key=mail_key_of(member, now=now),
        channel="email",
        key=f"digest:{digest.pk}",
        payload=notice_mails.digest(notices, now=now),
        now=now,
        reason="digest-open",
        subject=str(digest.pk),
    )
    return digest


def case_is_open(case_id: str) -> bool:
    """Whether a notice of this case is still worth sending."""
    return _open_cases().filter(pk=case_id).exists()


def digest_is_open(digest_id: str) -> bool:
    """Whether any case of this digest is still open; of one that is, the others do no harm."""
    return _open_cases().filter(notices__digest=UUID(digest_id)).exists()


def _open_cases() -> QuerySet[Case]:
    return Case.objects.filter(released_at__isnull=True).exclude(status=Status.CLOSED)


def _still_wanted(case: Case) -> bool:
    # Nothing can be sealed for an erased case, and one must not stop the rest.
    erased = case.data_key.destroyed_at is not None
    return case.is_open and case.released_at is None and not erased


def _digest_from(rules: dict[int, Rules], member: Membership) -> int:
    found = rules.get(member.company_id)
    return found.digest_from.value if found else 0


def _waiting(company: int | OuterRef, user: int | OuterRef) -> QuerySet[Notice]:
    return Notice.objects.filter(by_mail=True, mailed_at=None, company_id=company, user_id=user)


def _forget_the_gone(now: datetime) -> int:
    """Nobody mails somebody who has left; how many notices that were."""
    here = Membership.objects.filter(
        company=OuterRef("company_id"), user=OuterRef("user_id"), user__is_active=True
    )
    waiting = Notice.objects.filter(Q(by_mail=True, mailed_at=None) & ~Exists(here))
    return waiting.update(mailed_at=now)
