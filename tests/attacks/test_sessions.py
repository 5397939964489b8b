"""A session belongs to who began it, and ends when it should."""

import re

import pytest
from django.test import Client

from dsar.accounts.models import User
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.portal.visitor import code_sent, follow

from .conftest import sign_in, text


def test_the_key_of_a_session_cannot_be_guessed(officer: User) -> None:
    keys = set()
    for _ in range(20):
        client = Client()
        client.force_login(officer)
        keys.add(client.cookies["sessionid"].value)

    assert len(keys) == 20
    # 32 of 36 characters are 165 bits.
    assert all(re.fullmatch(r"[a-z0-9]{32,}", key) for key in keys)


@pytest.mark.parametrize("planted", ["a" * 32, "", "../../etc/passwd", "'; --"])
def test_a_session_that_somebody_else_planted_is_not_signed_in(officer: User, planted: str) -> None:
    victim, thief = Client(), Client()
    victim.cookies["sessionid"] = thief.cookies["sessionid"] = planted

    sign_in(victim, officer.email, desk.PASSWORD)

    assert victim.get("/desk/").status_code == 200
    assert victim.cookies["sessionid"].value != planted
    assert thief.get("/desk/").status_code == 302


def test_a_session_begun_by_a_stranger_does_not_open_the_request_of_who_goes_on(
    case: Case,
) -> None:
    """Somebody plants the session in which a code was asked for; the other types the code."""
    thief, victim = Client(), Client()
    thief.post("/status/", {"reference": case.reference, "email": desk.REQUESTER.email})
    victim.cookies["sessionid"] = thief.cookies["sessionid"].value

    victim.post("/status/code/", {"code": code_sent()})

    assert victim.get("/status/request/").status_code == 200
    assert thief.get("/status/request/").status_code == 302


def test_a_session_that_was_ended_opens_nothing(officer: User) -> None:
    mine, copy = Client(), Client()
    sign_in(mine, officer.email, desk.PASSWORD)
    copy.cookies["sessionid"] = mine.cookies["sessionid"].value
    assert copy.get("/desk/").status_code == 200

    mine.post("/desk/sign-out/")

    assert copy.get("/desk/").status_code == 302


def test_a_requesters_page_that_was_left_opens_nothing(case: Case) -> None:
    mine, copy = follow(case), Client()
    copy.cookies["sessionid"] = mine.cookies["sessionid"].value
    assert copy.get("/status/request/").status_code == 200

    mine.post("/status/leave/")

    assert copy.get("/status/request/").status_code == 302


def test_a_requesters_session_is_none_at_the_desk_and_the_other_way_round(
    case: Case, company: Company, browser: Client
) -> None:
    assert follow(case).get(f"/desk/cases/{case.reference}/").status_code == 302
    assert browser.get("/status/request/").status_code == 302


def test_every_page_of_the_desk_leads_out(case: Case, browser: Client) -> None:
    paths = ("", "cases/", f"cases/{case.reference}/", "policies/", "notices/", "away/", "health/")

    assert all('action="/desk/sign-out/"' in text(browser.get(f"/desk/{path}")) for path in paths)
