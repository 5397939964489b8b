import re
import time
from typing import Any

import pytest
from django.test import Client

from dsar.accounts.models import User
from dsar.accounts.operations import deactivate_user

from .conftest import NOW, PASSWORD

SIGN_IN = "/desk/sign-in/"
NEUTRAL = "That email address and password do not match an account."
pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str = "asha@example.org", password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_desk(client: Client, asha: User) -> None:
    response = sign_in(client, "Asha@Example.org")

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(asha.pk)


def test_the_way_to_a_new_password_stands_there_once(client: Client) -> None:
    assert client.get(SIGN_IN).content.decode().count("Forgot your password?") == 1


def test_the_session_ends_with_the_browser(client: Client, asha: User) -> None:
    response = sign_in(client)

    assert response.cookies["sessionid"]["max-age"] == ""
    assert b"remember" not in client.get("/desk/password/").content


def words(response: Any) -> str:
    return re.sub(r'(value|nonce)="[^"]*"', "", response.content.decode())


def test_wrong_unknown_and_deactivated_read_the_same(client: Client, asha: User) -> None:
    wrong = sign_in(client, password="not-the-password")
    unknown = sign_in(client, "nobody@example.org")
    deactivate_user(user_id=asha.pk, actor="system", now=NOW)
    deactivated = sign_in(client)

    assert NEUTRAL in wrong.content.decode()
    assert words(wrong) == words(unknown) == words(deactivated)
    assert not signed_in(client)


def test_five_wrong_tries_close_the_account_to_the_right_password(
    client: Client, asha: User
) -> None:
    for _ in range(5):
        sign_in(client, password="not-the-password")

    response = sign_in(client)

    assert "Too many tries" in response.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize("away", ["//evil.example.com/", "https://evil.example.com/"])
def test_nobody_is_sent_to_another_site(client: Client, asha: User, away: str) -> None:
    data = {"login": asha.email, "password": PASSWORD, "next": away}

    assert client.post(SIGN_IN, data)["Location"] == "/desk/"


def test_the_page_asked_for_opens_afterwards(client: Client, asha: User) -> None:
    data = {"login": asha.email, "password": PASSWORD, "next": "/desk/cases/"}

    assert client.post(SIGN_IN, data)["Location"] == "/desk/cases/"


def test_signing_out_takes_a_click(client: Client, asha: User) -> None:
    sign_in(client)

    assert client.get("/desk/sign-out/").status_code == 200
    assert signed_in(client)
    assert client.post("/desk/sign-out/")["Location"] == SIGN_IN
    assert not signed_in(client)


@pytest.mark.parametrize("path", ["/desk/sign-up/", "/desk/signup/", "/accounts/signup/"])
def test_there_is_no_way_to_sign_oneself_up(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert "sign up" not in client.get(SIGN_IN).content.decode().lower()


def change_password(client: Client, old: str = PASSWORD) -> Any:
    new = "nine-patient-harbours"
    return client.post("/desk/password/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_new_password_ends_every_other_session(client: Client, asha: User) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)

    assert change_password(client)["Location"] == "/desk/"

    assert client.get("/desk/password/").status_code == 200
    assert elsewhere.get("/desk/password/")["Location"].startswith(SIGN_IN)
    asha.refresh_from_db()
    assert asha.check_password("nine-patient-harbours")


def test_the_old_password_must_be_right(client: Client, asha: User) -> None:
    sign_in(client)

    assert change_password(client, old="guess-guess-guess").status_code == 200
    asha.refresh_from_db()
    assert asha.check_password(PASSWORD)


def test_a_stranger_cannot_reach_the_password_page(client: Client) -> None:
    assert client.get("/desk/password/")["Location"].startswith(SIGN_IN)


def test_a_deactivated_person_is_out_with_the_next_click(client: Client, asha: User) -> None:
    sign_in(client)

    deactivate_user(user_id=asha.pk, actor="system", now=NOW)

    assert client.get("/desk/password/")["Location"].startswith(SIGN_IN)


@pytest.fixture(params=["unix:///nonexistent/redis.sock", "redis://127.0.0.1:1/0"])
def redis_away(settings: Any, request: pytest.FixtureRequest) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": request.param}}


def test_redis_away_does_not_close_the_desk(client: Client, asha: User, redis_away: None) -> None:
    began = time.monotonic()

    assert sign_in(client)["Location"] == "/desk/"
    assert time.monotonic() - began < 2


def test_redis_away_still_counts_wrong_tries(client: Client, asha: User, redis_away: None) -> None:
    for _ in range(5):
        sign_in(client, password="not-the-password")

    assert "Too many tries" in sign_in(client).content.decode()
