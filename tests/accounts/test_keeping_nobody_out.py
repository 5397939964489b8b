"""Guessing is slow for whoever guesses, and keeps nobody out who has been here before."""

from typing import Any

import pytest
from django.test import Client

from dsar.accounts.devices import COOKIE
from dsar.accounts.models import User
from dsar.accounts.operations import add_user

from .conftest import NOW, PASSWORD
from .factors import code_of, give_app

SIGN_IN, SECOND = "/desk/sign-in/", "/desk/sign-in/code/"
pytestmark = pytest.mark.django_db


def sign_in(
    client: Client, password: str = PASSWORD, address: str = "192.0.2.1", email: str = ""
) -> Any:
    data = {"login": email or "asha@example.org", "password": password}
    return client.post(SIGN_IN, data, REMOTE_ADDR=address)


def guess(address: str = "198.51.100.7", email: str = "") -> Client:
    stranger = Client()
    for _ in range(6):
        sign_in(stranger, "guess-guess-guess", address, email)
    return stranger


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def known(asha: User) -> Client:
    """Asha's own browser, signed out again."""
    client = Client()
    sign_in(client)
    client.post("/desk/sign-out/")
    assert not is_in(client)
    return client


def test_a_stranger_who_guesses_is_slowed_down_whatever_the_network(asha: User) -> None:
    guess()
    other_network = Client()

    page = sign_in(other_network, address="203.0.113.9")

    assert not is_in(other_network)
    assert "Wait five minutes" in page.content.decode()


def test_whoever_signed_in_here_before_gets_in_while_a_stranger_guesses(known: Client) -> None:
    guess()

    sign_in(known)

    assert is_in(known)


def test_a_known_browser_has_five_tries_as_well(known: Client) -> None:
    for number in range(5):
        sign_in(known, "guess-guess-guess", address=f"192.0.2.{number}")

    sign_in(known, address="192.0.2.99")

    assert not is_in(known)


def test_a_browser_known_for_one_is_a_stranger_to_another(known: Client) -> None:
    add_user(email="ben@example.org", name="Ben", password=PASSWORD, now=NOW)
    guess(email="ben@example.org")

    sign_in(known, email="ben@example.org")

    assert not is_in(known)


def test_a_cookie_that_we_did_not_sign_is_worth_nothing(asha: User) -> None:
    guess()
    client = Client()
    client.cookies[COOKIE] = "WzEsIngiXQ:1tQ:AAAA"

    sign_in(client)

    assert not is_in(client)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(asha: User) -> None:
    cookie = sign_in(Client()).cookies[COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/", True, "Lax")
    assert "asha" not in cookie.value


def test_guessing_codes_does_not_keep_the_right_one_out(known: Client, asha: User) -> None:
    """Even of somebody who has the password."""
    secret, thief = give_app(asha), Client()
    sign_in(thief, address="198.51.100.7")
    for _ in range(6):
        thief.post(SECOND, {"code": "000000"}, REMOTE_ADDR="198.51.100.7")
    thief.post(SECOND, {"code": code_of(secret)}, REMOTE_ADDR="203.0.113.9")
    assert not is_in(thief)

    sign_in(known)
    known.post(SECOND, {"code": code_of(secret)}, REMOTE_ADDR="192.0.2.1")

    assert is_in(known)


def test_where_passwords_are_switched_off_none_opens_the_desk(
    client: Client, asha: User, settings: Any
) -> None:
    settings.PASSWORD_SIGN_IN = False

    assert "Password" not in client.get(SIGN_IN).content.decode()
    sign_in(client)
    assert not is_in(client)
    client.force_login(asha)
    assert client.get("/desk/password/").status_code == 404
    assert "prove_password" not in client.get("/desk/prove/").content.decode()
