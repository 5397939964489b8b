"""Sessions of people who sign in, and how they end."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from dsar.accounts.models import User

BEGAN, SEEN = "began_at", "seen_at"
# How often a session that is used is written down as used.
STEP = timedelta(minutes=1)


@transaction.atomic
def end_all(user: User) -> None:
    """Every session of theirs is over with its next click."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    for known in UserSession.objects.filter(user_id=user.pk):
        known.end()


def end_others(request: HttpRequest, user: User) -> None:
    """Only the session that asks goes on, under a new cookie."""
    own = request.session.session_key
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.refresh_from_db(fields=["session_epoch"])
        for known in UserSession.objects.filter(user_id=user.pk).exclude(session_key=own or ""):
            known.end()
    update_session_auth_hash(request, user)
    _list_as(request, own)


def take_new_key(request: HttpRequest) -> None:
    """The session goes on under a new cookie; whoever is signed in with it stays in the list."""
    before = request.session.session_key
    request.session.cycle_key()
    _list_as(request, before)


def _list_as(request: HttpRequest, before: str | None) -> None:
    UserSession.objects.filter(session_key=before or "").update(
        session_key=request.session.session_key
    )


def end_one(user: User, session_id: int) -> bool:
    """That session of theirs is over; False where they have no such session."""
    known = UserSession.objects.filter(user_id=user.pk, pk=session_id).first()
    if known:
        known.end()
    return known is not None


def is_over(request: HttpRequest, now: datetime) -> bool:
    """Whether this session was left alone too long, or has lasted long enough; else it is used."""
    began = request.session.get(BEGAN)
    if began is None:
        request.session[BEGAN] = request.session[SEEN] = now.timestamp()
        return False
    seen = request.session[SEEN]
    at = now.timestamp()
    if at - began > settings.SESSION_HOURS * 3600:
        return True
    if at - seen > settings.SESSION_IDLE_MINUTES * 60:
        return True
    if at - seen > STEP.total_seconds():
        request.session[SEEN] = at
        UserSession.objects.filter(session_key=request.session.session_key or "").update(
            last_seen_at=now
        )
    return False


def forget_dead(*, now: datetime) -> int:
    """Sessions that ran out leave no row behind, nor the address that they came from.

    A row of the list is given a day: it is written a moment after its session.
    """
    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    alive = Session.objects.values("session_key")
    listed = UserSession.objects.filter(last_seen_at__lt=now - timedelta(days=1))
    listed.exclude(session_key__in=alive).delete()
    return gone
