"""The page of a request says in one sentence what came of it, and stopping at once."""

import pytest

from dsar.companies.models import Company
from tests import desk
from tests.portal.conftest import received
from tests.portal.visitor import follow

PAGE = "/status/request/"


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


def test_what_is_stopped_is_told_before_any_letter(company: Company) -> None:
    case = received(company, "marketing")
    client = follow(case)
    assert "What was done" not in client.get(PAGE).content.decode()

    desk.done(case)

    assert ": All marketing.</p>" in client.get(PAGE).content.decode()


def test_everything_else_is_told_with_the_answer(company: Company) -> None:
    case = desk.done(desk.identified(received(company, "erasure")))
    client = follow(case)
    assert "Deleted on" not in client.get(PAGE).content.decode()

    desk.released(case)

    page = client.get(PAGE).content.decode()
    assert "<p>Deleted on " in page
    assert ": CRM.</p>" in page


def test_it_is_told_in_the_language_of_the_page(company: Company) -> None:
    case = desk.done(received(company, "marketing", language="sv"))

    page = follow(case).get(PAGE, HTTP_ACCEPT_LANGUAGE="sv").content.decode()

    assert "<p>Upphört " in page
