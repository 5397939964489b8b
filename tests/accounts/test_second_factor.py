import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.utils import timezone

from dsar.accounts import sealing
from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.audit.models import Event
from tests.proving import just_proved

from .conftest import PASSWORD
from .factors import Passkey, asked_in, code_of, give_app, give_passkey

SIGN_IN, SECOND = "/desk/sign-in/", "/desk/sign-in/code/"
APP, PASSKEYS, CODES = "/desk/account/app/", "/desk/account/passkeys/", "/desk/account/codes/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(asha: User) -> Client:
    """Asha's, signed in and just proved."""
    return signed_in_as(asha)


def signed_in_as(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    just_proved(client, now=timezone.now())
    return client


def first_step(client: Client) -> Any:
    return client.post(SIGN_IN, {"login": "asha@example.org", "password": PASSWORD})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def events() -> list[tuple[str, dict[str, Any]]]:
    rows = Event.objects.filter(company_id=0).order_by("seq")
    return [(row.event, row.facts) for row in rows]


def add_app(browser: Client, *, steps: int = 0) -> tuple[Any, str]:
    page = browser.get(APP).content.decode()
    found = re.search(r"The key: <code>([A-Z2-7 ]+)</code>", page)
    assert found
    secret = found[1].replace(" ", "")
    return browser.post(APP, {"code": code_of(secret, steps=steps)}), secret


# --- An app with codes ----------------------------------------------------------------------------


def test_an_app_is_set_up_with_a_square_and_the_code_it_then_shows(browser: Client) -> None:
    page = browser.get(APP).content.decode()
    assert '<path class="qr-dark" d="M4 4h1v1h-1z' in page
    assert "style=" not in page

    response, _ = add_app(browser)

    assert response["Location"] == CODES
    assert ("factor.added", {"kind": "app"}) in events()


def test_a_code_of_the_half_minute_before_sets_an_app_up(browser: Client) -> None:
    response, _ = add_app(browser, steps=-1)

    assert response["Location"] == CODES


def test_a_wrong_code_sets_nothing_up(browser: Client) -> None:
    browser.get(APP)

    response = browser.post(APP, {"code": "000000"})

    assert "That code is not right" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_whoever_has_an_app_is_not_in_before_its_code(asha: User, client: Client) -> None:
    secret = give_app(asha)

    assert first_step(client)["Location"] == SECOND
    assert client.get("/desk/")["Location"].startswith(SIGN_IN)
    assert not is_in(client)
    client.post(SECOND, {"code": "000000"})
    assert not is_in(client)

    assert client.post(SECOND, {"code": code_of(secret)})["Location"] == "/desk/"

    assert is_in(client)
    assert events()[-1] == ("session.opened", {"by": ["password", "totp"]})


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_wrong(
    asha: User, client: Client, steps: int, opens: bool
) -> None:
    secret = give_app(asha)
    first_step(client)

    client.post(SECOND, {"code": code_of(secret, steps=steps)})

    assert is_in(client) is opens


def test_a_code_is_good_once_and_so_is_none_before_it(asha: User) -> None:
    secret = give_app(asha)
    one, other, third = Client(), Client(), Client()
    for client in (one, other, third):
        first_step(client)
    one.post(SECOND, {"code": code_of(secret)})
    other.post(SECOND, {"code": code_of(secret)})
    third.post(SECOND, {"code": code_of(secret, steps=-1)})

    assert [is_in(one), is_in(other), is_in(third)] == [True, False, False]


def test_the_code_of_one_person_is_none_of_another(asha: User, client: Client) -> None:
    ben = add_user(email="ben@example.org", name="Ben", password=PASSWORD, now=timezone.now())
    give_app(asha)
    first_step(client)

    client.post(SECOND, {"code": code_of(give_app(ben))})

    assert not is_in(client)


def test_no_secret_stands_readable_in_the_database(browser: Client, asha: User) -> None:
    _, secret = add_app(browser)
    rows = {row.type: row for row in Authenticator.objects.all()}

    assert secret not in str([row.data for row in rows.values()])
    assert sealing.unseal(rows["totp"].data["secret"]) == secret
    seed = rows["recovery_codes"].data["seed"]
    assert seed.startswith(sealing.VERSION)
    assert len(sealing.unseal(seed)) == 80


def test_another_key_does_not_open_them(asha: User, settings: Any) -> None:
    sealed = sealing.seal("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "another " * 8

    with pytest.raises(sealing.Unopened):
        sealing.unseal(sealed)


# --- Recovery codes -------------------------------------------------------------------------------


def shown_codes(browser: Client) -> list[str]:
    return re.findall(r"<li><code>(\d{10})</code></li>", browser.get(CODES).content.decode())


def test_recovery_codes_are_shown_once(browser: Client) -> None:
    add_app(browser)

    assert len(shown_codes(browser)) == 10
    assert shown_codes(browser) == []
    assert "10 of your codes are left" in browser.get(CODES).content.decode()


def test_a_recovery_code_opens_the_desk_once(browser: Client) -> None:
    add_app(browser)
    code = shown_codes(browser)[3]
    one, other = Client(), Client()
    first_step(one), first_step(other)

    one.post(SECOND, {"code": f"{code[:5]} {code[5:]}"})
    other.post(SECOND, {"code": code})

    assert is_in(one)
    assert not is_in(other)
    assert events()[-3:] == [
        ("recovery-code.used", {"left": 9}),
        ("session.opened", {"by": ["password", "recovery_codes"]}),
        ("sign-in.refused", {"at": "code"}),
    ]


def test_new_recovery_codes_end_the_old(browser: Client) -> None:
    add_app(browser)
    old = shown_codes(browser)[0]

    assert browser.post("/desk/account/codes/new/")["Location"] == CODES

    assert old not in shown_codes(browser)
    client = Client()
    first_step(client)
    client.post(SECOND, {"code": old})
    assert not is_in(client)
    assert ("recovery-codes.made", {"kind": "recovery_codes"}) in events()


def test_without_app_and_passkey_there_are_no_recovery_codes(browser: Client, asha: User) -> None:
    assert browser.post("/desk/account/codes/new/").status_code == 200
    assert not Authenticator.objects.exists()
    add_app(browser)

    assert browser.post("/desk/account/app/remove/")["Location"] == "/desk/account/"

    assert not Authenticator.objects.exists()
    assert ("factor.removed", {"kind": "app"}) in events()


# --- Passkeys -------------------------------------------------------------------------------------


def sign_in_by(passkey: Passkey, client: Client, **how: Any) -> Any:
    asked = client.get("/desk/sign-in/passkey/", HTTP_ACCEPT="application/json").json()
    options = asked["request_options"]
    answer = passkey.sign(options.get("publicKey", options), **how)
    return client.post("/desk/sign-in/passkey/", {"credential": answer})


def test_a_passkey_alone_opens_the_desk(browser: Client, client: Client) -> None:
    passkey = give_passkey(browser)

    assert sign_in_by(passkey, client)["Location"] == "/desk/"

    assert is_in(client)
    assert events()[-1] == ("session.opened", {"by": ["webauthn"]})


def test_a_passkey_is_a_second_step(browser: Client, client: Client) -> None:
    passkey = give_passkey(browser)
    assert first_step(client)["Location"] == SECOND

    answer = passkey.sign(asked_in(client.get(SECOND)))
    client.post(SECOND, {"credential": answer})

    assert is_in(client)


def test_what_was_signed_for_another_site_opens_nothing(browser: Client, client: Client) -> None:
    passkey = give_passkey(browser)

    sign_in_by(passkey, client, origin="https://desk.example.net")

    assert not is_in(client)


def test_a_passkey_that_asked_for_no_finger_does_not_open_the_desk_alone(
    browser: Client, client: Client
) -> None:
    passkey = give_passkey(browser)
    passkey.flags = 0x01

    sign_in_by(passkey, client)

    assert not is_in(client)


def test_an_answer_is_good_for_one_question(browser: Client, client: Client) -> None:
    passkey = give_passkey(browser)
    asked = client.get("/desk/sign-in/passkey/", HTTP_ACCEPT="application/json").json()
    options = asked["request_options"]
    answer = passkey.sign(options.get("publicKey", options))
    client.get("/desk/sign-in/passkey/", HTTP_ACCEPT="application/json")

    client.post("/desk/sign-in/passkey/", {"credential": answer})

    assert not is_in(client)


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", '"x"', '{"response": {"userHandle": "MQ"}}'])
def test_nonsense_is_no_passkey(client: Client, asha: User, nonsense: str) -> None:
    client.get("/desk/sign-in/passkey/", HTTP_ACCEPT="application/json")

    response = client.post("/desk/sign-in/passkey/", {"credential": nonsense})

    assert response.status_code == 302
    assert not is_in(client)


def test_a_removed_passkey_opens_nothing(browser: Client, client: Client) -> None:
    passkey = give_passkey(browser)
    row = Authenticator.objects.get(type="webauthn")

    assert browser.post(f"{PASSKEYS}{row.pk}/remove/")["Location"] == "/desk/account/"

    sign_in_by(passkey, client)
    assert not is_in(client)


def test_nobody_removes_the_passkey_of_another(browser: Client) -> None:
    give_passkey(browser)
    row = Authenticator.objects.get(type="webauthn")
    ben = add_user(email="ben@example.org", name="Ben", password=PASSWORD, now=timezone.now())

    assert signed_in_as(ben).post(f"{PASSKEYS}{row.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


# --- All of them ----------------------------------------------------------------------------------

PAGES = (APP, PASSKEYS, CODES, "/desk/account/codes/new/", "/desk/account/app/remove/")


@pytest.mark.parametrize("path", PAGES)
def test_no_factor_is_touched_without_a_new_proof(asha: User, path: str) -> None:
    give_app(asha)
    RecoveryCodes.activate(asha)
    before = sorted(Authenticator.objects.values_list("pk", flat=True))
    client = Client()
    client.force_login(asha)

    assert client.get(path)["Location"].startswith("/desk/prove/")
    assert client.post(path, {"code": "123456"}).status_code == 403

    assert sorted(Authenticator.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("way", ["app", "passkey"])
def test_a_new_factor_ends_every_other_session(browser: Client, asha: User, way: str) -> None:
    elsewhere = signed_in_as(asha)

    add_app(browser) if way == "app" else give_passkey(browser)

    assert browser.get("/desk/account/").status_code == 200
    assert elsewhere.get("/desk/account/")["Location"].startswith(SIGN_IN)


def test_a_removed_factor_ends_every_other_session(browser: Client, asha: User) -> None:
    add_app(browser)
    elsewhere = signed_in_as(asha)
    assert elsewhere.get("/desk/account/").status_code == 200

    browser.post("/desk/account/app/remove/")

    assert browser.get("/desk/account/").status_code == 200
    assert elsewhere.get("/desk/account/")["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("way", ["code", "passkey"])
def test_a_factor_proves_again_too(browser: Client, asha: User, way: str) -> None:
    passkey = give_passkey(browser) if way == "passkey" else None
    secret = "" if passkey else give_app(asha)
    client = signed_in_as(asha)
    page = client.get("/desk/prove/")
    given = (
        {"prove_passkey": passkey.sign(asked_in(page))}
        if passkey
        else {"prove_code": code_of(secret)}
    )

    assert client.post("/desk/prove/", {"prove_next": APP, **given})["Location"] == APP

    assert events()[-1] == ("person.proved", {"by": "webauthn" if passkey else "totp"})


def test_whoever_needs_one_gets_to_nothing_else(asha: User, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    browser = signed_in_as(asha)

    for path in ("/desk/", "/desk/cases/", "/desk/policies/", "/desk/nothing/"):
        assert browser.get(path)["Location"] == "/desk/account/", path
    assert "Before you go on" in browser.get("/desk/account/").content.decode()
    add_app(browser)

    assert browser.get("/desk/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(asha: User, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    RecoveryCodes.activate(asha)

    assert signed_in_as(asha).get("/desk/")["Location"] == "/desk/account/"


def test_no_name_and_no_address_gets_into_the_trail(browser: Client, asha: User) -> None:
    add_app(browser)
    Client().post(SIGN_IN, {"login": "asha@example.org", "password": "not-the-password"})
    Client().post(SIGN_IN, {"login": "nobody@example.org", "password": "not-the-password"})

    rows = [
        (row.subject, row.actor, row.facts)
        for row in Event.objects.filter(company_id=0).order_by("seq")
    ]

    assert (asha.actor, "anonymous", {}) in rows
    assert ("", "anonymous", {}) in rows
    assert not re.search(r"asha|nobody|example", str(rows), re.IGNORECASE)
