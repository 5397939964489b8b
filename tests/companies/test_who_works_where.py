from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from dsar.accounts.models import User
from dsar.accounts.operations import add_user, deactivate_user
from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.audit.models import Event
from dsar.companies.models import Company, Membership
from dsar.companies.operations import give_role, install_preset, take_role
from dsar.companies.queries import permissions_of, role_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def alice(db: None) -> User:
    return add_user(email="alice@example.org", name="Alice", password=None, now=NOW)


@pytest.fixture
def other(db: None) -> Company:
    return install_preset(slug="connexai", actor="system", now=NOW)


def make(user: User, company: Company, role: Role) -> Membership:
    return give_role(user_id=user.pk, company_id=company.pk, role=role, actor="user:9", now=NOW)


def test_a_person_sees_the_companies_they_work_for(
    alice: User, next_connex: Company, other: Company
) -> None:
    make(alice, next_connex, Role.OFFICER)

    assert list(Company.objects.filter(memberships__user=alice)) == [next_connex]
    assert [role_of(alice, other) for other in Company.objects.exclude(pk=next_connex.pk)] == [None]


@pytest.mark.parametrize("role", Role)
def test_a_role_gives_what_its_table_says_at_that_company_only(
    role: Role, alice: User, next_connex: Company, other: Company
) -> None:
    make(alice, next_connex, role)

    assert permissions_of(alice, next_connex) == ALLOWED[role]
    assert permissions_of(alice, other) == frozenset()
    assert role_of(alice, other) is None


def test_a_stranger_has_no_company_and_no_permission(next_connex: Company) -> None:
    stranger = AnonymousUser()

    assert role_of(stranger, next_connex) is None
    assert permissions_of(stranger, next_connex) == frozenset()


def test_whoever_is_shut_out_has_nothing_left(alice: User, next_connex: Company) -> None:
    make(alice, next_connex, Role.DPO)
    alice = deactivate_user(user_id=alice.pk, actor="system", now=NOW)

    assert role_of(alice, next_connex) is None
    assert permissions_of(alice, next_connex) == frozenset()


def test_a_new_role_replaces_the_old_one(alice: User, next_connex: Company) -> None:
    make(alice, next_connex, Role.ADMIN)
    make(alice, next_connex, Role.AUDITOR)

    assert Membership.objects.get().role == Role.AUDITOR
    assert Permission.MANAGE_PEOPLE not in permissions_of(alice, next_connex)
    given = Event.objects.filter(event="role.given", subject=f"user:{alice.pk}")
    assert [event.facts["role"] for event in given.order_by("seq")] == ["admin", "auditor"]


def test_a_role_can_be_taken_once(alice: User, next_connex: Company) -> None:
    make(alice, next_connex, Role.LEAD)
    for _ in range(2):
        take_role(user_id=alice.pk, company_id=next_connex.pk, actor="user:9", now=NOW)

    assert role_of(alice, next_connex) is None
    assert Event.objects.filter(event="role.taken").count() == 1
