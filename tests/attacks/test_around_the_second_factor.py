"""Somebody has the password, or the session, or a seat at an open desk, and nothing more."""

import pytest
from django.test import Client

from dsar.accounts.models import User
from dsar.accounts.operations import deactivate_user
from dsar.audit.models import Event
from dsar.cases.models import Case
from tests import desk
from tests.accounts.factors import code_of, give_app, give_passkey
from tests.proving import just_proved
from tests.test_every_address import TABLE, address_of

from .conftest import ago, page_of, sign_in, text

CODE = "/desk/sign-in/code/"
FOR_ALL = (
    "desk/sign-in/",
    "desk/sign-out/",
    "desk/welcome/",
    "desk/new-password/",
    "desk/forgotten/",
)


@pytest.fixture
def secret(officer: User) -> str:
    """Of the officer's app."""
    return give_app(officer)


def test_the_password_alone_opens_no_page_of_the_desk(
    case: Case, officer: User, secret: str
) -> None:
    desk.attached(desk.identified(case))
    thief = Client()
    assert sign_in(thief, officer.email, desk.PASSWORD)["Location"].startswith(CODE)

    opened = {
        route: response.status_code
        for route in TABLE
        if route.startswith("desk/") and not route.startswith(FOR_ALL)
        for response in [thief.get(address_of(route, case)), thief.post(address_of(route, case))]
        if response.status_code not in (302, 405)
        or (response.status_code == 302 and "/sign-in/" not in response["Location"])
    }

    assert opened == {}


def test_the_second_step_cannot_be_begun_for_somebody_else(
    officer: User, secret: str, lead: User
) -> None:
    """The password of one, the code of another: neither is in."""
    mine = give_app(lead)
    thief = Client()
    sign_in(thief, officer.email, desk.PASSWORD)

    thief.post(CODE, {"code": code_of(mine), "user": lead.pk, "login": lead.email})

    assert thief.get("/desk/").status_code == 302


def test_guesses_at_a_code_end(officer: User, secret: str) -> None:
    thief = Client()
    sign_in(thief, officer.email, desk.PASSWORD)
    for _ in range(12):
        thief.post(CODE, {"code": "000000"})
    again = Client()
    sign_in(again, officer.email, desk.PASSWORD)

    again.post(CODE, {"code": code_of(secret)})

    assert again.get("/desk/").status_code == 302


def test_guesses_at_the_second_proof_end_also_under_a_new_cookie(
    browser: Client, officer: User, secret: str
) -> None:
    """A thief of a session guesses; ending other sessions gives this one another key, and must not
    give it other tries."""
    for _ in range(3):
        for number in range(4):
            browser.post("/desk/prove/", {"prove_code": f"00000{number}"})
        browser.post("/desk/account/sessions/end/", {"session": "others"})

    browser.post("/desk/prove/", {"prove_password": desk.PASSWORD})

    assert browser.get("/desk/").status_code == 302


def test_an_open_desk_changes_nothing_that_lets_one_in(officer: User, secret: str) -> None:
    browser = Client()
    browser.force_login(officer)  # long ago: nothing was proved in this session
    for path in ("app/remove/", "passkeys/", "codes/", "codes/new/"):
        page = browser.get(f"/desk/account/{path}")
        assert page.status_code == 302, path
        assert page["Location"].startswith("/desk/prove/"), path
    old = {"password1": "nine-patient-harbours", "password2": "nine-patient-harbours"}
    browser.post("/desk/password/", {"oldpassword": "", **old})
    assert sign_in(Client(), "officer@example.com", desk.PASSWORD)["Location"].startswith(CODE)


def test_whoever_left_between_the_two_steps_is_not_in(officer: User, secret: str) -> None:
    leaver = Client()
    sign_in(leaver, officer.email, desk.PASSWORD)
    deactivate_user(user_id=officer.pk, actor="user:1", now=ago())

    answer = leaver.post(CODE, {"code": code_of(secret)}, follow=True)

    assert answer.status_code == 200
    assert "_auth_user_id" not in leaver.session


def test_whoever_left_is_not_let_in_by_a_passkey(officer: User) -> None:
    mine = Client()
    mine.force_login(officer)
    just_proved(mine, now=ago())
    passkey = give_passkey(mine)
    deactivate_user(user_id=officer.pk, actor="user:1", now=ago())
    leaver = Client()
    asked = leaver.get("/desk/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"})
    options = asked.json()["request_options"]

    answer = leaver.post(
        "/desk/sign-in/passkey/",
        {"credential": passkey.sign(options.get("publicKey", options))},
        follow=True,
    )

    assert answer.status_code == 200
    assert "_auth_user_id" not in leaver.session


def test_a_link_for_a_new_password_is_no_way_around(case: Case, officer: User, secret: str) -> None:
    thief = Client()
    thief.post("/desk/forgotten/", {"email": officer.email})

    assert thief.get(page_of(case)).status_code == 302
    assert "passkey" not in text(thief.get("/desk/new-password/")).lower()


def test_sign_ins_good_and_bad_are_written_down(officer: User, secret: str) -> None:
    client = Client()
    sign_in(client, officer.email, "not the password")
    sign_in(client, "nobody@example.org", "not the password")
    sign_in(client, officer.email, desk.PASSWORD)
    client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": code_of(secret)})

    events = Event.objects.filter(company_id=0).order_by("seq")
    assert [(row.event, row.subject) for row in events] == [
        ("sign-in.refused", officer.actor),
        ("sign-in.refused", ""),
        ("sign-in.refused", officer.actor),
        ("session.opened", officer.actor),
    ]
