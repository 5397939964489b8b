"""What staff are told about a case: kept for the desk, and owed by mail.

A notice is written with the change that made it due. That it leaves by mail is a second look, so
that many at once leave as one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from deadlines.hours import Hours
from deadlines.reminders import due
from dsar.companies.mail_keys import mail_key_of
from dsar.companies.models import Membership
from dsar.companies.offices import offices
from dsar.companies.queries import rules_in_force
from dsar.outbox.operations import Owed, enqueue, enqueue_all
from dsar.outbox.ticks import progress
from dsar.rows import add_all
from dsar.vault.operations import with_company_keys

from . import notice_mails
from .closed import Closed
from .models import Case, Digest, Notice
from .staff import Told
from .telling_words import AFTERWARDS
from .transitions import Status
from .untold import unanswered

# What is written in one transaction: mails to so many people, or about so many notices.
PEOPLE, NOTICES = 20, 500
# So long a digest waits for what is still being taken or passed on, and then leaves without them.
PATIENCE = timedelta(minutes=2)
# What a mail is made of. Rows of thousands of cases at once: what is not read is not fetched.
NEEDED = (
    *("company_id", "user_id", "case_id", "kind", "silent", "instead_of__name", "away_until"),
    *("case__company_id", "case__reference", "case__status", "case__released_at"),
    *("case__clock__state", "case__clock__due_on", "case__clock__stopped_on"),
    *("case__data_key__company_id", "case__data_key__company_key_id"),
    *("case__data_key__wrapped", "case__data_key__destroyed_at"),
)


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
    add_all(
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
        known_stay=True,
    )


def mail_notices(*, now: datetime) -> int:
    """Owe the mails of all notices that none was owed for yet; how many notices that were.

    What one person is owed at one company at one look leaves as one mail, from so many notices on
    as the company's policy says, and each by itself below that. Whoever has left is owed nothing,
    and neither is anybody for a case that is over. A company whose keys do not open stops no other;
    its notices wait, and this fails when the others are done.
    """
    look, total = _Look(now), 0
    while not look.over:
        total += look.batch()
        progress()
    total += _forget_the_gone(now)
    look.failed.tell()
    return total


class _Look:
    """One look at everybody who is owed mail, in the order of their memberships."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.after = 0  # the last membership that was looked at
        self.over = False
        self.failed = Closed("Notices")
        self.digests: dict[int, int] = {}  # by company: from so many on they leave as one mail
        self.busy: dict[int, bool] = {}  # by company: whether more is just being raised

    @transaction.atomic
    def batch(self) -> int:
        """How many notices were mailed, of a few people or some of one person's."""
        mailed = people = 0
        while people < PEOPLE and mailed < NOTICES:
            member = self._claim()
            if member is None:
                self.over = True
                break
            people += 1
            with self.failed.without(member.company_id), transaction.atomic():
                mailed += self._mail_to(member)
        return mailed

    def _claim(self) -> Membership | None:
        """Claimed by membership, not notice by notice: two workers must not split what belongs in
        one mail."""
        member = (
            Membership.objects.filter(Exists(_waiting(OuterRef("company_id"), OuterRef("user_id"))))
            .filter(user__is_active=True, pk__gt=self.after)
            .exclude(company__in=self.failed.companies)
            .select_for_update(of=("self",), skip_locked=True, no_key=True)
            .select_related("user", "company", "mail_key__company_key")
            .order_by("pk")
            .first()
        )
        self.after = member.pk if member else self.after
        return member

    def _mail_to(self, member: Membership) -> int:
        digest_from = self._digest_from(member.company_id)
        waiting = _waiting(member.company_id, member.user_id)
        if digest_from and self._more_may_come(member.company_id, waiting):
            return 0
        # A digest is one mail about all of them; mails by themselves may be owed bit by bit.
        notices = _read(waiting if digest_from else waiting[:NOTICES], member)
        digest = _mail(member, notices, digest_from=digest_from, now=self.now)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
            mailed_at=self.now, digest=digest
        )
        if not digest_from and len(notices) == NOTICES:
            self.after = member.pk - 1  # there may be more
        return len(notices)

    def _more_may_come(self, company_id: int, waiting: QuerySet[Notice]) -> bool:
        """Whether what another worker is just taking may belong in the same mail. What it has not
        committed looks untaken from here, and so does what nobody can take: the oldest of these
        notices waits for either so long and no longer. One of a clock that was ahead waits for
        nothing."""
        if company_id not in self.busy:
            self.busy[company_id] = _untaken(company_id, self.now)
        just_raised = Q(raised_at__gt=self.now - PATIENCE, raised_at__lte=self.now)
        return self.busy[company_id] and not waiting.exclude(just_raised).exists()

    def _digest_from(self, company_id: int) -> int:
        if company_id not in self.digests:
            rules = rules_in_force([company_id]).get(company_id)
            self.digests[company_id] = rules.digest_from.value if rules else 0
        return self.digests[company_id]


def _untaken(company_id: int, now: datetime) -> bool:
    """Whether reminders or escalations of this company are due and its office is open for them."""
    if unanswered(now=now).filter(company_id=company_id).exists():
        return True
    # Without its hours first: mostly nothing is due, and nobody needs to look them up.
    return _due(company_id, {}, now) and _due(company_id, offices([company_id]), now)


def _due(company_id: int, hours: Mapping[int, Hours], now: datetime) -> bool:
    return due(now=now, offices=hours).filter(company_id=company_id).exists()


def _read(waiting: QuerySet[Notice], member: Membership) -> list[Notice]:
    """What a mail says of each; the few things that all of them share are read once."""
    notices = list(
        waiting.select_related("instead_of", "case__clock", "case__data_key").only(*NEEDED)
    )
    with_company_keys(notice.case.data_key for notice in notices)
    for notice in notices:
        notice.user, notice.case.company = member.user, member.company
    return notices


def _mail(
    member: Membership, notices: list[Notice], *, digest_from: int, now: datetime
) -> Digest | None:
    wanted = [notice for notice in notices if _still_wanted(notice)]
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
        reason="" if notice.kind in AFTERWARDS else "case-open",
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


def _still_wanted(notice: Notice) -> bool:
    # Nothing can be sealed for an erased case, and one must not stop the rest.
    case = notice.case
    if case.data_key.destroyed_at is not None:
        return False
    return notice.kind in AFTERWARDS or (case.is_open and case.released_at is None)


def _waiting(company: int | OuterRef, user: int | OuterRef) -> QuerySet[Notice]:
    waiting = Notice.objects.filter(by_mail=True, mailed_at=None)
    return waiting.filter(company_id=company, user_id=user).order_by("raised_at", "pk")


def _forget_the_gone(now: datetime) -> int:
    """Nobody mails somebody who has left; how many notices that were."""
    here = Membership.objects.filter(
        company=OuterRef("company_id"), user=OuterRef("user_id"), user__is_active=True
    )
    waiting = Notice.objects.filter(Q(by_mail=True, mailed_at=None) & ~Exists(here))
    return waiting.update(mailed_at=now)
