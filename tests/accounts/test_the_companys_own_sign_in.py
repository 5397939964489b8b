import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dsar.accounts.models import OutsideIdentity, User
from dsar.accounts.operations import add_user, deactivate_user
from dsar.audit.models import Event
from dsar.checks import unsafe_settings

from .conftest import NOW, PASSWORD
from .provider import CLIENT, OTHER_KEY, SECRET, Provider, running

START, BACK = "/desk/sign-in/outside/", "/desk/sign-in/outside/back/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as provider:
        settings.OIDC_ISSUER = provider.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        yield provider


def go(client: Client, provider: Provider, **changed: str) -> Any:
    """Through the button, the provider, and back."""
    address = client.post(START, {"next": "/desk/cases/"})["Location"]
    return client.get(BACK, provider.let_in(address) | changed)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def why() -> str:
    return str(Event.objects.filter(event="sign-in.refused").latest("seq").facts["why"])


def test_somebody_invited_gets_in_by_a_verified_address(
    client: Client, asha: User, provider: Provider
) -> None:
    assert go(client, provider)["Location"] == "/desk/cases/"

    assert client.session["_auth_user_id"] == str(asha.pk)
    linked = OutsideIdentity.objects.get()
    assert (linked.user, linked.subject) == (asha, "4711")
    opened = Event.objects.get(event="session.opened")
    assert (opened.subject, opened.facts) == (asha.actor, {"by": ["socialaccount"]})


def test_the_question_carries_state_nonce_and_challenge_and_no_secret(
    client: Client, asha: User, provider: Provider
) -> None:
    address = client.post(START)["Location"]

    for name in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert name in address
    asked = client.session["outside"]
    assert asked["verifier"] not in address
    assert SECRET not in address


WRONG = [
    ({"nonce": "another"}, "another nonce"),
    ({"nonce": None}, "MissingRequiredClaimError"),
    ({"aud": "another-client"}, "InvalidAudienceError"),
    ({"aud": [CLIENT, "another"], "azp": "another"}, "made for another client"),
    ({"iss": "https://evil.example.com"}, "InvalidIssuerError"),
    ({"exp": 1}, "ExpiredSignatureError"),
    ({"exp": None}, "MissingRequiredClaimError"),
    ({"iat": int(time.time()) + 3600}, "ImmatureSignatureError"),
    ({"email_verified": False}, "no verified address"),
    ({"email_verified": "true"}, "no verified address"),
    ({"email": None}, "no verified address"),
    ({"email": "nobody@example.org"}, "nobody who was invited"),
]


@pytest.mark.parametrize(("said", "reason"), WRONG)
def test_what_is_not_right_opens_nothing(
    client: Client, asha: User, provider: Provider, said: dict[str, Any], reason: str
) -> None:
    provider.says = said

    response = go(client, provider)

    assert response["Location"] == "/desk/sign-in/"
    assert not is_in(client)
    assert why() == reason
    assert User.objects.count() == 1
    assert not OutsideIdentity.objects.exists()


def test_a_key_of_somebody_else_signs_nothing(
    client: Client, asha: User, provider: Provider
) -> None:
    provider.signs_with = OTHER_KEY
    go(client, provider)

    assert not is_in(client)
    assert why() == "InvalidSignatureError"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_is_signed_by_the_providers_key_and_not_by_less(
    client: Client, asha: User, provider: Provider, algorithm: str
) -> None:
    provider.algorithm, provider.signs_with = algorithm, SECRET * 2
    go(client, provider)

    assert not is_in(client)
    assert why() == "InvalidAlgorithmError"


@pytest.mark.parametrize("changed", [{"state": "another"}, {"state": ""}, {"code": ""}])
def test_an_answer_to_no_question_of_ours_opens_nothing(
    client: Client, asha: User, provider: Provider, changed: dict[str, str]
) -> None:
    go(client, provider, **changed)

    assert not is_in(client)


def test_the_answer_to_anothers_question_opens_nothing(
    client: Client, asha: User, provider: Provider
) -> None:
    mine = Client()
    answer = provider.let_in(mine.post(START)["Location"])
    client.post(START)

    client.get(BACK, answer)

    assert not is_in(client)
    assert why() == "another state"


def test_an_answer_counts_once_and_for_ten_minutes(
    client: Client, asha: User, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = provider.let_in(client.post(START)["Location"])
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)

    client.get(BACK, answer)
    assert (is_in(client), why()) == (False, "too late")

    assert client.get(BACK, answer)["Location"] == "/desk/sign-in/"
    assert not is_in(client)


def test_a_provider_that_calls_itself_otherwise_is_not_asked(
    client: Client, asha: User, provider: Provider
) -> None:
    provider.calls_itself = "https://evil.example.com"

    assert client.post(START)["Location"] == "/desk/sign-in/"


def test_whoever_is_linked_gets_in_under_a_new_address(
    client: Client, asha: User, provider: Provider
) -> None:
    go(client, provider)
    provider.says = {"email": "asha.new@example.org", "email_verified": False}
    again = Client()

    go(again, provider)

    assert again.session["_auth_user_id"] == str(asha.pk)


def test_whoever_was_given_the_address_of_another_does_not_get_the_account(
    client: Client, asha: User, provider: Provider
) -> None:
    go(client, provider)
    provider.says = {"sub": "4712"}
    newcomer = Client()

    go(newcomer, provider)

    assert not is_in(newcomer)


def test_whoever_is_deactivated_stays_out(client: Client, asha: User, provider: Provider) -> None:
    deactivate_user(user_id=asha.pk, actor="system", now=NOW)

    go(client, provider)

    assert (is_in(client), why()) == (False, "deactivated")


def test_no_link_signs_anybody_in(client: Client, asha: User, provider: Provider) -> None:
    assert client.get(START).status_code == 405
    assert client.get(BACK, {"code": "x", "state": "y"})["Location"] == "/desk/sign-in/"


def test_a_provider_that_is_away_is_said_in_a_sentence(
    client: Client, asha: User, settings: Any
) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:1", CLIENT

    page = client.post(START, follow=True)

    assert "That did not sign you in" in page.content.decode()


def test_the_second_factor_was_asked_for_there(
    client: Client, asha: User, provider: Provider, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    go(client, provider)

    assert client.get("/desk/").status_code == 200


def test_it_proves_again_for_whoever_it_belongs_to(
    client: Client, asha: User, provider: Provider
) -> None:
    go(client, provider)
    assert "Prove it with" in client.get("/desk/prove/").content.decode()
    address = client.post(START, {"next": "/desk/account/app/"})["Location"]
    assert "prompt=login" in address

    assert client.get(BACK, provider.let_in(address))["Location"] == "/desk/account/app/"

    assert Event.objects.latest("seq").event == "person.proved"


@pytest.mark.parametrize("said", [{"sub": "4712"}, {"auth_time": int(time.time()) - 600}])
def test_neither_somebody_else_nor_an_old_proof_proves_it(
    client: Client, asha: User, provider: Provider, said: dict[str, Any]
) -> None:
    ben = add_user(email="ben@example.org", name="Ben", password=PASSWORD, now=NOW)
    OutsideIdentity.objects.create(user=ben, issuer=provider.issuer, subject="4712", linked_at=NOW)
    go(client, provider)
    provider.says = said

    go(client, provider)

    assert not Event.objects.filter(event="person.proved").exists()
    assert client.session["_auth_user_id"] == str(asha.pk)


def test_it_must_be_https_and_have_a_name_for_us(settings: Any) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://login.example.org", ""

    told = " ".join(unsafe_settings(settings))

    assert "DSAR_OIDC_ISSUER must begin with https://" in told
    assert "DSAR_OIDC_CLIENT_ID is missing" in told


def test_without_it_there_is_no_button(client: Client) -> None:
    assert "outside" not in client.get("/desk/sign-in/").content.decode()
    assert client.post(START).status_code == 404
