"""Whoever typed for too long signs in again, and sends what they typed."""

import html
import re

import pytest
from django.test import Client

from tests import desk

from .conftest import page_of, words

WORDS = "Which calls do you mean? <b>All</b> & more"


@pytest.fixture
def typed() -> dict[str, str]:
    return {"about": "which", "question": WORDS}


@pytest.fixture
def case(company):
    return desk.identified(desk.receive(company))


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def given_back(browser, case, typed):
    """The page that came instead, and the fields of its form."""
    return lambda: _sent(browser, page_of(case, "ask_question"), typed)


def _sent(browser, address, fields):
    browser.get("/desk/sign-in/")
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    return browser.post(address, fields | token)


def fields_of(page) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(value) for name, value in found}


def test_what_was_typed_is_given_back_and_nothing_done(given_back, case, typed):
    page = given_back()

    assert page.status_code == 403
    assert "You were signed out" in words(page)
    assert typed.items() <= fields_of(page).items()
    case.refresh_from_db()
    assert case.status == "in_progress"


def test_signed_in_again_it_is_sent_from_there(given_back, browser, officer, case):
    page = given_back()
    browser.force_login(officer)
    browser.cookies["csrftoken"] = "b" * 32  # signing in makes it another one

    once_more = browser.post(page_of(case, "ask_question"), fields_of(page))
    assert "Please send that once more" in words(once_more)
    done = browser.post(page_of(case, "ask_question"), fields_of(once_more))

    assert done.status_code == 302
    case.refresh_from_db()
    assert WORDS in desk.letter(case, "question")


@pytest.mark.parametrize("lost", ["cookie", "proof", "words", "address"])
def test_nobody_has_a_form_of_their_own_sent(given_back, browser, officer, case, lost):
    fields = fields_of(given_back())
    browser.force_login(officer)
    browser.cookies["csrftoken"] = "b" * 32
    address = page_of(case, "ask_question")
    if lost == "cookie":
        del browser.cookies["unsent"]
    elif lost == "proof":
        fields["unsent_proof"] = fields["unsent_proof"][:-1]
    elif lost == "words":
        fields["question"] = "Other words"
    else:
        address = page_of(case, "extend")

    page = browser.post(address, fields)

    assert page.status_code == 403
    assert "<form" not in page.content.decode().split("<main", 1)[1].split("</main>")[0]


def test_passwords_are_typed_again(browser, company, officer):
    page = _sent(browser, "/desk/profile/", {"name": "Asha", "old_password": "secret words"})

    assert "secret words" not in page.content.decode()


def test_who_only_looked_is_sent_to_sign_in(browser, case):
    page = browser.get(page_of(case, "ask_question"))

    assert (page.status_code, "/sign-in/" in page["Location"]) == (302, True)
