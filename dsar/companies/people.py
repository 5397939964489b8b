"""Who works at a company: roles changed and taken away by its administrators.

Nobody changes their own role, and whoever changes another's is an administrator at that moment: so
a company always keeps one who can sign in.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from dsar import tenancy
from dsar.accounts.changes import changed
from dsar.accounts.models import User
from dsar.accounts.operations import deactivate_user
from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.accounts.sessions import end_all
from dsar.accounts.trail import note
from dsar.companies.models import Company, Membership
from dsar.companies.operations import give_role, take_role

ELSEWHERE = "whoever is shut out may work at companies that the administrator does not see"
MANAGERS = [role for role, may in ALLOWED.items() if Permission.MANAGE_PEOPLE in may]


class PeopleRefused(Exception):
    """Its text is for the administrator; nothing was changed."""


@transaction.atomic
def change_role(
    *, company_id: int, user_id: int, role: Role, actor: User, now: datetime
) -> Membership:
    """From the next click on they may do what this role may. Raises PeopleRefused."""
    member = _member(company_id, user_id, actor)
    if member.role == role:
        return member
    return give_role(user_id=user_id, company_id=company_id, role=role, actor=actor.actor, now=now)


@transaction.atomic
def let_go(*, company_id: int, user_id: int, actor: User, now: datetime) -> None:
    """From the next click on they have no part in this company. Raises PeopleRefused."""
    _member(company_id, user_id, actor)
    take_role(user_id=user_id, company_id=company_id, actor=actor.actor, now=now)


@transaction.atomic
def shut_out(*, company_id: int, user_id: int, actor: User, now: datetime) -> None:
    """They cannot sign in any more and have no part in this company. Raises PeopleRefused.

    Not somebody who also works for a company that this administrator has no say in.
    """
    _own(company_id, user_id, actor)
    take_role(user_id=user_id, company_id=company_id, actor=actor.actor, now=now)
    deactivate_user(user_id=user_id, actor=actor.actor, now=now)


@transaction.atomic
def end_sessions(*, company_id: int, user_id: int, actor: User, now: datetime) -> None:
    """They are signed out everywhere with their next click, and can sign in again.

    Raises PeopleRefused.
    """
    person = _member(company_id, user_id, actor).user
    end_all(person)
    facts = {"why": "administrator"}
    note("session.ended", user=person, actor=actor.actor, now=now, facts=facts)


@transaction.atomic
def drop_factors(*, company_id: int, user_id: int, actor: User, now: datetime) -> None:
    """Somebody who lost phone and codes can sign in with the password and set up a new one.

    Every session of theirs ends. Raises PeopleRefused, as for shutting out.
    """
    person = _own(company_id, user_id, actor).user
    gone, _ = Authenticator.objects.filter(user=person).delete()
    if gone:
        end_all(person)
        changed("factor.removed", user=person, actor=actor.actor, now=now, facts={"kind": "all"})


def _member(company_id: int, user_id: int, actor: User) -> Membership:
    # Whoever else changes people here, or wherever else this person works, waits: two
    # administrators must not remove one another.
    theirs = Membership.objects.filter(user_id=user_id).values("company_id")
    rows = Company.objects.filter(Q(pk=company_id) | Q(pk__in=theirs)).order_by("pk")
    with tenancy.every_company(ELSEWHERE):
        list(rows.select_for_update(no_key=True))
    if user_id == actor.pk:
        raise PeopleRefused("Nobody changes their own role: ask another administrator.")
    _manages(actor, company_id)
    member = Membership.objects.filter(company_id=company_id, user_id=user_id).first()
    if member is None:
        raise PeopleRefused("This person does not work here any more. Reload the list.")
    return member


def _own(company_id: int, user_id: int, actor: User) -> Membership:
    member = _member(company_id, user_id, actor)
    theirs = Membership.objects.filter(user_id=user_id).values("company_id")
    mine = Membership.objects.filter(user=actor, role__in=MANAGERS).values("company_id")
    with tenancy.every_company(ELSEWHERE):
        works_elsewhere = theirs.exclude(company_id__in=mine).exists()
    if works_elsewhere:
        raise PeopleRefused(
            "This person also works at a company that you do not look after."
            " Take their role here away instead."
        )
    return member


def _manages(actor: User, company_id: int) -> None:
    """Asked again under the lock: their own role may have gone while the page stood open."""
    held = Membership.objects.filter(company_id=company_id, user=actor, role__in=MANAGERS)
    if not actor.is_active or not held.exists():
        raise PeopleRefused("You do not look after the people of this company any more.")
