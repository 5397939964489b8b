"""Whoever signs in is written to when what opens their account changes, whoever changed it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.utils import timezone

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.companies import people
from dsar.companies.models import Company
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.vault.operations import Shredded, unseal
from tests import desk
from tests.accounts.factors import code_of, give_app, give_passkey
from tests.accounts.provider import CLIENT, SECRET, running
from tests.accounts.test_second_factor import add_app, shown_codes, signed_in_as

NEW = "nine-patient-harbours"
CHANGED = "account-changed:"
pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def asha(company: Company) -> User:
    return desk.person(Role.OFFICER, company, name="asha")


@pytest.fixture
def browser(asha: User) -> Client:
    return signed_in_as(asha)


def mails() -> list[dict[str, Any]]:
    rows = Message.objects.filter(key__startswith=CHANGED).order_by("created_at", "pk")
    return [unseal(row, "payload") for row in rows]


def remove_app(browser: Client, asha: User) -> None:
    give_app(asha)
    browser.post("/desk/account/app/remove/")


def remove_passkey(browser: Client, asha: User) -> None:
    give_passkey(browser)
    Message.objects.all().delete()
    row = Authenticator.objects.get(type="webauthn")
    browser.post(f"/desk/account/passkeys/{row.pk}/remove/")


def new_codes(browser: Client, asha: User) -> None:
    give_app(asha)
    browser.post("/desk/account/codes/new/")


def other_password(browser: Client, asha: User) -> None:
    browser.post(
        "/desk/password/", {"oldpassword": desk.PASSWORD, "password1": NEW, "password2": NEW}
    )
    asha.refresh_from_db()
    assert asha.check_password(NEW)


def password_by_link(browser: Client, asha: User) -> None:
    Client().post("/desk/forgotten/", {"email": asha.email})
    text = unseal(Message.objects.get(key__startswith="password-link:"), "payload")["text"]
    visitor, link = Client(), re.search(r"/desk/new-password/\S+/", text)
    assert link
    visitor.get(link[0])
    assert visitor.post("/desk/new-password/", {"password": NEW}).status_code == 302


def by_an_administrator(browser: Client, asha: User) -> None:
    give_app(asha)
    company = asha.memberships.get().company
    ada = desk.person(Role.ADMIN, company, name="ada")
    people.drop_factors(company_id=company.pk, user_id=asha.pk, actor=ada, now=timezone.now())


WAYS: dict[str, tuple[Callable[[Client, User], Any], str]] = {
    "an app": (lambda browser, _: add_app(browser), "An app that shows codes was added"),
    "no app": (remove_app, "The app that shows codes was removed"),
    "a passkey": (lambda browser, _: give_passkey(browser), "A passkey was added"),
    "no passkey": (remove_passkey, "A passkey was removed"),
    "codes": (new_codes, "New recovery codes were made"),
    "a password": (other_password, "The password of your account was changed"),
    "a password by link": (password_by_link, "The password of your account was changed"),
    "taken away": (by_an_administrator, "An administrator removed all second factors"),
}


@pytest.mark.parametrize(("do", "words"), WAYS.values(), ids=WAYS)
def test_whose_account_it_is_hears_of_each_change_once(
    browser: Client, asha: User, do: Callable[[Client, User], Any], words: str
) -> None:
    do(browser, asha)

    [mail] = mails()
    assert mail["to"] == asha.email
    assert words in mail["text"]
    assert "If that was not you" in mail["text"]
    assert "http://localhost:8000/desk/forgotten/" in mail["text"]
    assert words not in mail["subject"]


def test_an_account_of_the_companys_own_sign_in_is_linked_once_and_told_once(
    asha: User, client: Client, settings: Any
) -> None:
    with running() as provider:
        settings.OIDC_ISSUER = provider.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        provider.says = {"email": asha.email}
        for one in (client, Client()):
            address = one.post("/desk/sign-in/outside/")["Location"]
            one.get("/desk/sign-in/outside/back/", provider.let_in(address))

    [mail] = mails()
    assert "through your company’s own sign-in" in mail["text"]


def test_whoever_has_no_password_is_told_whom_to_ask(
    browser: Client, asha: User, settings: Any
) -> None:
    settings.PASSWORD_SIGN_IN = False
    give_passkey(browser)

    [mail] = mails()
    assert "tell an administrator of" in mail["text"]
    assert "/desk/forgotten/" not in mail["text"]


def test_neither_a_code_nor_a_key_stands_in_the_mail(browser: Client, asha: User) -> None:
    _, secret = add_app(browser)
    codes = shown_codes(browser)

    text = mails()[0]["text"] + mails()[0]["html"]
    assert len(codes) == 10
    for word in (*codes, secret, code_of(secret)):
        assert word not in text


def test_what_failed_is_told_nobody(browser: Client, asha: User) -> None:
    browser.post("/desk/account/app/", {"code": "000000"})
    browser.post("/desk/password/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    RecoveryCodes.activate(asha)

    assert mails() == []


def test_without_a_mail_nothing_has_changed(
    browser: Client, asha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand or fall together: nobody adds a factor at the one moment mail is not owed."""

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("no outbox")

    monkeypatch.setattr("dsar.companies.account_mails.enqueue", fails)

    with pytest.raises(OSError, match="no outbox"):
        add_app(browser)

    assert not Authenticator.objects.exists()


def test_somebody_without_a_company_changes_their_account_all_the_same(db: None) -> None:
    add_app(signed_in_as(desk.person(Role.OFFICER, name="ben")))

    assert Authenticator.objects.filter(type="totp").exists()
    assert mails() == []


def test_it_is_sent_and_says_when_in_the_companys_own_time(
    browser: Client, asha: User, company: Company, mailoutbox: list[Any]
) -> None:
    give_passkey(browser)

    drain(now=timezone.now() + timedelta(seconds=1))

    assert [mail.to for mail in mailoutbox] == [[asha.email]]
    assert f"({company.timezone})" in mailoutbox[0].body


def test_whoever_left_the_company_is_not_written_to_by_it(
    browser: Client, asha: User, company: Company
) -> None:
    give_passkey(browser)
    ada = desk.person(Role.ADMIN, company, name="ada")

    people.let_go(company_id=company.pk, user_id=asha.pk, actor=ada, now=timezone.now())

    with pytest.raises(Shredded):
        mails()
