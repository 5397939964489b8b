"""Calendar feeds: an address that only its maker knows, and the cases whose dates stand in it."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from deadlines.ladders import WAITING, WAITING_STATES
from deadlines.models import Reminder
from dsar.accounts.models import User
from dsar.audit import operations as audit
from dsar.audit.models import Event
from dsar.companies.models import Company

from .calendar_feed import CalendarFeed
from .models import Case
from .queries import by_due_date, companies_seen_by, open_cases

AT_MOST = 20  # feeds that one person has at a time
USE_NOTED_EVERY = timedelta(minutes=1)


class NotMade(Exception):
    """No feed was made; its text is a sentence that says why."""


@transaction.atomic
def create_feed(
    *, user: User, company: Company | None, own_only: bool, name: str, now: datetime
) -> tuple[CalendarFeed, str]:
    """A feed and its secret, which is nowhere else: it can be shown once and never again."""
    reached = _reached(user, company)
    if not reached:
        raise NotMade("There are no cases that you may see, so there is nothing to put in it.")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if feeds_of(user).count() >= AT_MOST:
        raise NotMade(f"You have {AT_MOST} calendars. Take back one that you no longer use.")
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=user,
        company=company,
        own_only=own_only,
        name=name,
        digest=_digest(secret),
        created_at=now,
    )
    _record(feed, "calendar.created", reached, now=now)
    return feed, secret


@transaction.atomic
def revoke_feed(*, feed_id: int, user: User, now: datetime) -> CalendarFeed:
    """Its address leads nowhere any more, from the next look on. DoesNotExist for another's."""
    feeds = CalendarFeed.objects.select_for_update(of=("self",)).select_related("user", "company")
    feed = feeds.get(pk=feed_id, user=user)
    if feed.revoked_at is None:
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
        _record(feed, "calendar.revoked", _reached(user, feed.company), now=now)
    return feed


def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    """Those in use, the newest first."""
    feeds = CalendarFeed.objects.filter(user=user, revoked_at=None)
    return feeds.select_related("company").order_by("-created_at", "-pk")


def find_feed(secret: str) -> CalendarFeed | None:
    """The feed at this address, while its maker may see cases where it looks.

    Unknown, taken back, and of somebody who has left are one statement and one answer. What is
    compared is a hash, so that the time it takes tells nothing about the secret.
    """
    seen = companies_seen_by(OuterRef("user"))
    there = Q(Exists(seen), company=None) | Q(Exists(seen.filter(pk=OuterRef("company"))))
    return (
        CalendarFeed.objects.filter(there, digest=_digest(secret), revoked_at=None)
        .filter(user__is_active=True)
        .select_related("user", "company")
        .first()
    )


def note_use(feed: CalendarFeed, *, now: datetime) -> None:
    """Once a minute: to see that a feed is in use nobody needs a write on every look."""
    if feed.last_used_at is None or feed.last_used_at <= now - USE_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now)


def cases_in(feed: CalendarFeed, *, limit: int) -> list[Case]:
    """Open cases that have a date or wait for one, the nearest first, with one statement. Each
    knows how often (`changes`) and when last (`changed_at`) something was done to it, and one that
    waits when to ask again (`ask_again_on`)."""
    cases = Case.objects.filter(company__in=companies_seen_by(feed.user))
    if feed.company_id is not None:
        cases = cases.filter(company=feed.company_id)
    if feed.own_only:
        cases = cases.filter(owner=feed.user)
    known = Q(clock__due_on__isnull=False) | Q(clock__state__in=WAITING_STATES)
    dated = open_cases(cases).filter(known, clock__stopped_on=None)
    chase = Reminder.objects.filter(
        clock=OuterRef("clock"), taken_at=None, kind__startswith=f"{WAITING}+"
    )
    done = (
        Event.objects.filter(company_id=OuterRef("company_id"), subject=OuterRef("reference"))
        .exclude(event__endswith=".viewed")
        .order_by()
        .values("subject")
    )
    return list(
        by_due_date(dated)
        .select_related("company", "clock")
        .defer("person", "details")
        .annotate(
            changes=Subquery(done.annotate(n=Count("pk")).values("n")),
            changed_at=Subquery(done.annotate(last=Max("at")).values("last")),
            ask_again_on=Subquery(chase.order_by("on").values("on")[:1]),
        )[:limit]
    )


def _reached(user: User, company: Company | None) -> list[Company]:
    seen = companies_seen_by(user)
    return list(seen.filter(pk=company.pk) if company else seen)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(
    feed: CalendarFeed, event: str, companies: Collection[Company], *, now: datetime
) -> None:
    # In the order of companies, as everybody does who writes to several chains.
    for company in sorted(companies, key=lambda company: company.pk):
        audit.record(
            company_id=company.pk,
            event=event,
            subject=f"calendar:{feed.pk}",
            actor=feed.user.actor,
            now=now,
            facts={"own_only": feed.own_only, "every_company": feed.company_id is None},
        )
