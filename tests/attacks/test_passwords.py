"""Which passwords are taken, and what is done with them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from dsar import settings as product
from dsar.accounts import weak
from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from tests import desk

from .conftest import sign_in

pytestmark = pytest.mark.django_db


def add(password: str) -> User:
    return add_user(email="new@example.org", name="New", password=password, now=desk.MONDAY)


@pytest.mark.parametrize(
    "password",
    ["onlysmallletters", "ONLY CAPITALS X", "åäö på en brygga", "７７７ ｆｕｌｌ　ｗｉｄｔｈｓ"],
)
def test_length_counts_and_kinds_of_characters_do_not(password: str) -> None:
    assert add(password).check_password(password)


@pytest.mark.parametrize("password", ["elevenchars", "short", " "])
def test_what_is_too_short_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        add(password)


EASY = [
    "nexusipdesk2026",  # our company and what we are
    "Nexus IP - Nexus IP - 1",
    "New-example-org-99",  # their own name and address
    "passwordpassword",
    "P@ssw0rd!P@ssw0rd",
    "letmein.dragon.2026",
    "Welcome2DataRequest!!!",
    "123456789012345678",
]


@pytest.mark.parametrize("password", EASY)
def test_names_and_common_passwords_put_together_are_refused(password: str) -> None:
    desk.publish("nexus-ip")

    with pytest.raises(ValidationError, match=r"tried first|too common|too similar"):
        add(password)


@pytest.mark.parametrize(
    ("second_factor", "demo", "least"), [(False, False, 15), (True, False, 12), (False, True, 12)]
)
def test_a_password_that_stands_alone_is_longer(
    settings: Any, second_factor: bool, demo: bool, least: int
) -> None:
    settings.REQUIRE_SECOND_FACTOR, settings.DEMO = second_factor, demo
    long_enough = "vexing quolls ja"[:least]

    with pytest.raises(ValidationError, match=f"at least {least} characters"):
        add(long_enough[:-1])

    assert add(long_enough).check_password(long_enough)


def test_the_words_that_no_password_is_made_of_are_written_down() -> None:
    told = (Path(product.BASE_DIR) / "docs" / "inventory.md").read_text()

    assert ", ".join(sorted(weak.OURS)) in told


ODD = [
    " leading and trailing ",
    "Capitals Count Here",
    "x" * 64,
    "ünï¢øðé " * 16,
    "tab\tin the middle",
]


@pytest.mark.parametrize("password", ODD)
def test_a_password_is_taken_as_it_was_typed(password: str) -> None:
    add("for-the-first-day")
    client = Client()
    sign_in(client, "new@example.org", "for-the-first-day")
    form = {"oldpassword": "for-the-first-day", "password1": password, "password2": password}
    assert client.post("/desk/password/", form).status_code == 302

    assert not signs_in(password.strip().lower() + "x")
    assert signs_in(password)
    changed = password[:-1] if password[:-1].strip() else password + "x"
    assert not signs_in(changed)


def signs_in(password: str) -> bool:
    client = Client()
    sign_in(client, "new@example.org", password)
    return "_auth_user_id" in client.session


def test_a_password_does_not_age() -> None:
    user = add("for-the-first-day")
    User.objects.filter(pk=user.pk).update(created_at=desk.MONDAY - timedelta(days=4000))

    assert signs_in("for-the-first-day")


def test_password_fields_are_masked_and_take_what_a_manager_pastes() -> None:
    add("for-the-first-day")
    client = Client()
    pages = [client.get("/desk/sign-in/").content.decode()]
    sign_in(client, "new@example.org", "for-the-first-day")
    pages.append(client.get("/desk/password/").content.decode())

    fields: list[Any] = [
        tag for page in pages for tag in re.findall(r"<input[^>]*password[^>]*>", page)
    ]

    assert len(fields) >= 3
    assert all('type="password"' in tag for tag in fields)
    assert all(re.search(r'autocomplete="(current|new)-password"', tag) for tag in fields)
    assert not any("onpaste" in tag or "maxlength" in tag for tag in fields)


def test_passwords_are_stored_by_argon2_alone() -> None:
    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
