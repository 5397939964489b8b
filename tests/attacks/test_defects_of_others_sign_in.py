"""What was found wrong with the nearest open desk of this kind, tried here: tries, time, sessions.

Each part names the advisory that it comes from. The attack is ours: what would it be on this desk?
"""

from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dsar.accounts.models import User
from dsar.accounts.operations import add_user, deactivate_user
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.portal.visitor import code_sent, codes_sent

from .conftest import sign_in, text

# --- The time that a sign-in takes (CVE-2024-45052) -----------------------------------------------


class CountingHasher(Argon2PasswordHasher):
    """Argon2 that counts how often it was made to work."""

    worked: ClassVar[int] = 0

    def encode(self, *args: Any, **kwargs: Any) -> str:
        CountingHasher.worked += 1
        return super().encode(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        CountingHasher.worked += 1
        return super().verify(*args, **kwargs)


def test_a_sign_in_costs_one_hash_whoever_is_named(db: None, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.attacks.test_defects_of_others_sign_in.CountingHasher"]
    for name in ("asha", "left", "invited"):
        password = None if name == "invited" else desk.PASSWORD
        add_user(email=f"{name}@example.org", name=name, password=password, now=desk.MONDAY)
    left = User.objects.get(email="left@example.org")
    deactivate_user(user_id=left.pk, actor="system", now=timezone.now())

    def cost(name: str) -> int:
        before = CountingHasher.worked
        sign_in(Client(), f"{name}@example.org", "a wrong password")
        return CountingHasher.worked - before

    assert {name: cost(name) for name in ("asha", "left", "invited", "nobody")} == {
        "asha": 1, "left": 1, "invited": 1, "nobody": 1,
    }  # fmt: skip


# --- Limits that are missing, or count the wrong caller (CVE-2025-57815, -57816) ------------------


@pytest.mark.parametrize(
    "spelling", ["asha@example.org", "ASHA@example.org", " asha@example.org ", "Asha@Example.Org"]
)
def test_no_spelling_of_an_address_brings_new_tries(db: None, spelling: str) -> None:
    add_user(email="asha@example.org", name="Asha", password=desk.PASSWORD, now=desk.MONDAY)
    for _ in range(5):
        sign_in(Client(), "asha@example.org", "a wrong password")

    response = sign_in(Client(), spelling, desk.PASSWORD)

    assert "Too many tries" in text(response)


CLAIMS = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "CF-Connecting-IP")


def test_no_header_that_a_caller_writes_brings_new_tries(company: Company) -> None:
    """Sixty codes an hour for an address, whatever it says its address is."""
    asked = {"reference": "NIP-2222-22", "email": "a@example.org"}
    tried = [
        Client(headers=dict.fromkeys(CLAIMS, f"198.51.100.{number}")).post("/status/", asked)
        for number in range(61)
    ]

    assert [response.status_code for response in tried[-2:]] == [302, 429]


def test_behind_a_proxy_callers_are_told_apart_and_none_can_pose_as_another(
    company: Company, settings: Settings
) -> None:
    """There, one counter held for everybody behind the proxy, or none for whoever forged one."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def asks(number: int, hop: str) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.{number}, {hop}"}
        asked = {"reference": "NIP-2222-22", "email": "a@example.org"}
        return int(Client(headers=headers).post("/status/", asked).status_code)

    flood = [asks(number, "198.51.100.7") for number in range(61)]

    assert flood[-1] == 429
    assert asks(1, "198.51.100.8") == 302


def test_the_limit_on_sign_ins_counts_the_last_hop_too(db: None, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def tries(number: int) -> Any:
        headers = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        return sign_in(Client(headers=headers), f"person{number}@example.org", "wrong password")

    answers = [text(tries(number)) for number in range(12)]

    assert "Too many" not in answers[0]
    assert "Too many" in answers[-1]


def test_guesses_at_a_code_end_after_five_in_whatever_browser(case: Case) -> None:
    """A hundred guesses by one code; a new code needs a minute and there are five an hour."""
    client = Client()
    client.post("/status/", {"reference": case.reference, "email": desk.REQUESTER.email})
    right = code_sent()
    wrong = [f"{number:06}" for number in range(100) if f"{number:06}" != right]

    for code in wrong[:6]:
        client.post("/status/code/", {"code": code})
    copied = Client()
    copied.cookies = client.cookies

    assert copied.post("/status/code/", {"code": right}).status_code == 422
    assert client.get("/status/request/").status_code == 302
    assert codes_sent() == 1


# --- Sessions that outlive a password (CVE-2025-57766) --------------------------------------------


def test_a_stolen_cookie_is_worth_nothing_after_a_new_password(db: None) -> None:
    add_user(email="asha@example.org", name="Asha", password=desk.PASSWORD, now=desk.MONDAY)
    mine = Client()
    sign_in(mine, "asha@example.org", desk.PASSWORD)
    thief = Client()
    thief.cookies["sessionid"] = mine.cookies["sessionid"].value
    assert thief.get("/desk/password/").status_code == 200

    new = "nine-patient-harbours"
    mine.post("/desk/password/", {"oldpassword": desk.PASSWORD, "password1": new, "password2": new})

    assert thief.get("/desk/password/").status_code == 302
