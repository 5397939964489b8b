"""Letting people in by mail: a link of 256 bits, good once and for three days.

The account is there from the moment of the invitation, without a password and without a role; both
come with the button behind the link, which a machine that opens links does not press.
"""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from dsar.accounts.models import User
from dsar.accounts.operations import add_user, set_first_password
from dsar.accounts.roles import Role
from dsar.audit.operations import record
from dsar.companies.models import Company, Invitation, Membership
from dsar.companies.operations import give_role
from dsar.companies.people import MANAGERS, PeopleRefused
from dsar.companies.staff_mails import mail
from dsar.outbox.operations import enqueue
from dsar.vault.operations import new_key, shred

REASON = "invitation-open"


class NoInvitation(Exception):
    """The link does not work: used, too old, taken back, or never ours. It does not say which."""


@transaction.atomic
def invite(
    *, company_id: int, email: str, name: str, role: Role, actor: User, now: datetime
) -> Invitation:
    """The person is owed a mail with a link to come in by. Raises PeopleRefused.

    An earlier invitation of theirs to this company no longer works.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    _manages(actor.pk, company_id)
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is not None and person.pk == actor.pk:
        raise PeopleRefused("You work here already, and nobody changes their own role.")
    if person is not None and company.memberships.filter(user=person).exists():
        raise PeopleRefused("This person works here already: change their role in the list.")
    if person is not None and not person.is_active:
        raise PeopleRefused("This account was deactivated. Invite them under another address.")
    if person is None:
        person = _new_person(email, name, now)
    for old in waiting_at(company).filter(user=person):
        _end(old, now=now)
    invitation = Invitation.objects.create(
        company=company,
        user=person,
        role=role,
        invited_by=actor,
        data_key=new_key(company_id=company_id, now=now),
        made_at=now,
    )
    _owe_mail(invitation, now=now)
    _note("person.invited", invitation, actor=actor.actor, now=now)
    return invitation


@transaction.atomic
def resend(*, company_id: int, invitation_id: int, actor: User, now: datetime) -> None:
    """A new link goes out, for three days again; the one before no longer works."""
    invitation = _still_open(company_id, invitation_id)
    _manages(actor.pk, company_id)
    _owe_mail(invitation, now=now)
    _note("person.invited", invitation, actor=actor.actor, now=now)


@transaction.atomic
def revoke(*, company_id: int, invitation_id: int, actor: User, now: datetime) -> None:
    """The link no longer works, and a mail that is still owed is never sent."""
    invitation = _still_open(company_id, invitation_id)
    _manages(actor.pk, company_id)
    _end(invitation, now=now)
    _note("invitation.revoked", invitation, actor=actor.actor, now=now)


def find(token_hash: str, *, now: datetime) -> Invitation:
    """The open invitation whose link this is the hash of; raises NoInvitation."""
    found = _open(now).filter(token_hash=token_hash).select_related("company", "user").first()
    if found is None or not found.user.is_active:
        raise NoInvitation
    return found


@transaction.atomic
def take(*, token_hash: str, password: str | None, now: datetime) -> User:
    """The person has the role, and the password if they had none; the link is used up.

    Raises NoInvitation, ValidationError for a weak password, PeopleRefused when whoever invited
    them has no say any more.
    """
    invitation = _open(now).select_for_update(of=("self",)).filter(token_hash=token_hash).first()
    if invitation is None or not invitation.user.is_active:
        raise NoInvitation
    if invitation.invited_by is not None:
        _manages(invitation.invited_by.pk, invitation.company_id)
    person = invitation.user
    if password is not None and not person.has_usable_password():
        set_first_password(user=person, password=password, now=now)
    _end(invitation, now=now)
    inviter = invitation.invited_by.actor if invitation.invited_by else "system"
    give_role(
        user_id=person.pk,
        company_id=invitation.company_id,
        role=Role(invitation.role),
        actor=inviter,
        now=now,
    )
    _note("invitation.taken", invitation, actor=person.actor, now=now)
    return person


def waiting_at(company: Company) -> QuerySet[Invitation]:
    """Those that nobody used or took back, too old ones among them."""
    rows = Invitation.objects.filter(company=company, ended_at__isnull=True)
    return rows.select_related("user").order_by("made_at")


def is_open(invitation_id: str) -> bool:
    """Asked before the mail leaves. Too old is found by the link itself."""
    return Invitation.objects.filter(pk=invitation_id, ended_at__isnull=True).exists()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(ended_at__isnull=True, sent_at__gt=now - Invitation.LIFE)


def _still_open(company_id: int, invitation_id: int) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).filter(company_id=company_id)
    found = rows.filter(pk=invitation_id, ended_at__isnull=True).first()
    if found is None:
        raise PeopleRefused("This invitation was used or taken back. Reload the list.")
    return found


def _manages(user_id: int, company_id: int) -> None:
    held = Membership.objects.filter(
        company_id=company_id, user_id=user_id, role__in=MANAGERS, user__is_active=True
    )
    if not held.exists():
        raise PeopleRefused("Whoever invites must be an administrator of this company.")


def _new_person(email: str, name: str, now: datetime) -> User:
    try:
        return add_user(email=email, name=name, password=None, now=now)
    except ValidationError as refused:
        raise PeopleRefused(" ".join(refused.messages)) from None


def _owe_mail(invitation: Invitation, *, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.sent_at = hash_of(token), now
    invitation.times += 1
    invitation.save(update_fields=["token_hash", "sent_at", "times"])
    company, person = invitation.company, invitation.user
    text = render_to_string(
        "emails/invitation.txt",
        {
            "person": person,
            "company": company,
            "role": Role(invitation.role).label,
            "hours": int(Invitation.LIFE.total_seconds() // 3600),
            "link": f"{settings.PUBLIC_URL}/desk/welcome/{token}/",
        },
    )
    subject = f"Your account at the data request desk of {company.name}"
    enqueue(
        company_id=company.pk,
        data_key=invitation.data_key,
        channel="email",
        key=f"invitation:{invitation.pk}:{invitation.times}",
        payload=mail(company, person, subject, text, thread=f"invitation:{invitation.pk}"),
        now=now,
        reason=REASON,
        subject=str(invitation.pk),
    )


def _end(invitation: Invitation, *, now: datetime) -> None:
    invitation.ended_at = now
    invitation.save(update_fields=["ended_at"])
    shred(data_key_id=invitation.data_key_id, now=now, what="mails to staff")


def _note(event: str, invitation: Invitation, *, actor: str, now: datetime) -> None:
    record(
        company_id=invitation.company_id,
        event=event,
        subject=invitation.user.actor,
        actor=actor,
        now=now,
        facts={"role": invitation.role},
    )
