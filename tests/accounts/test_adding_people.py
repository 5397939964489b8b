import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from dsar.accounts.models import User
from dsar.accounts.operations import add_user, deactivate_user

from .conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case() -> None:
    user = add_user(email=" Asha@Example.org ", name="Asha Rao", password=PASSWORD, now=NOW)

    assert user.email == "asha@example.org"
    assert user.created_at == NOW
    assert user.actor == f"user:{user.pk}"


def test_an_address_is_used_once_however_it_is_written(asha: User) -> None:
    with pytest.raises(ValidationError, match="already exists"):
        add_user(email="ASHA@example.org", name="Another Asha", password=PASSWORD, now=NOW)


def test_the_database_refuses_capitals_too() -> None:
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"):
        User.objects.create(email="Asha@example.org", name="Asha", created_at=NOW)


@pytest.mark.parametrize("weak", ["short", "password1234", "asha@example.org"])
def test_a_weak_password_is_refused_and_nobody_is_added(weak: str) -> None:
    with pytest.raises(ValidationError):
        add_user(email="asha@example.org", name="Asha Rao", password=weak, now=NOW)

    assert not User.objects.exists()


def test_somebody_without_a_password_cannot_be_let_in_by_an_empty_one() -> None:
    user = add_user(email="asha@example.org", name="Asha Rao", password=None, now=NOW)

    assert not user.check_password("")
    assert not user.has_usable_password()


def test_deactivating_keeps_the_person(asha: User) -> None:
    deactivate_user(user_id=asha.pk, actor="system", now=NOW)

    assert not User.objects.get().is_active
