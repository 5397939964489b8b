"""A new password for somebody who forgot theirs, or has none yet: by a link, good once, for ten
minutes.

The link changes the password and nothing else: a second factor is asked for as before.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.template.loader import render_to_string

from dsar import tenancy
from dsar.accounts.changes import changed
from dsar.accounts.models import PasswordLink, User
from dsar.accounts.sessions import end_all
from dsar.accounts.trail import note
from dsar.companies.mail_keys import mail_key_of
from dsar.companies.staff_mails import first_membership, mail
from dsar.outbox.operations import enqueue

LIFE = timedelta(minutes=10)
REASON = "password-link-open"


class NoLink(Exception):
    """Used, too old, replaced by a newer one, or never ours. It does not say which."""


@transaction.atomic
def ask(*, email: str, now: datetime) -> bool:
    """Whoever has this address, a password and a company is owed a link; else nothing happens.
    Whether one is owed."""
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None or not person.has_usable_password():
        return False
    if (member := first_membership(person)) is None:
        return False
    link, address = make_link(person, now=now)
    text = render_to_string(
        "emails/new_password.txt",
        {
            "person": person,
            "minutes": int(LIFE.total_seconds() // 60),
            "link": address,
        },
    )
    subject = "Your account at the data request desk"
    with tenancy.companies([member.company_id]):
        enqueue(
            company_id=member.company_id,
            data_key=mail_key_of(member, now=now),
            channel="email",
            key=f"password-link:{link.pk}",
            payload=mail(member.company, person, subject, text, thread=f"password-link:{link.pk}"),
            now=now,
            reason=REASON,
            subject=str(link.pk),
        )
    note("password.link-sent", user=person, actor="anonymous", now=now)
    return True


def make_link(person: User, *, now: datetime) -> tuple[PasswordLink, str]:
    """A link, and its address, which nobody can read again; earlier ones no longer work."""
    PasswordLink.objects.filter(user=person, ended_at__isnull=True).update(ended_at=now)
    token = secrets.token_urlsafe(32)
    link = PasswordLink.objects.create(user=person, token_hash=hash_of(token), made_at=now)
    return link, f"{settings.PUBLIC_URL}/desk/new-password/{token}/"


def find(token_hash: str, *, now: datetime) -> User:
    """Whose password the link may change; raises NoLink."""
    return _open(token_hash, now).user


@transaction.atomic
def choose(*, token_hash: str, password: str, now: datetime) -> User:
    """The person has this password, every session of theirs is over and the link is used up.

    Raises NoLink, and ValidationError for a password that the settings find too weak.
    """
    User.objects.select_for_update().get(pk=_open(token_hash, now).user_id)
    link = _open(token_hash, now)
    person = link.user
    validate_password(password, person)
    tell = changed if person.has_usable_password() else note
    person.set_password(password)
    person.save(update_fields=["password"])
    end_all(person)
    PasswordLink.objects.filter(user=person, ended_at__isnull=True).update(ended_at=now)
    tell("password.changed", user=person, now=now, facts={"by": "link"})
    return person


def is_open(link_id: str) -> bool:
    return PasswordLink.objects.filter(pk=link_id, ended_at__isnull=True).exists()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open(token_hash: str, now: datetime) -> PasswordLink:
    found = PasswordLink.objects.filter(
        token_hash=token_hash, ended_at__isnull=True, made_at__gt=now - LIFE, user__is_active=True
    )
    link = found.select_related("user").first()
    if link is None:
        raise NoLink
    return link
