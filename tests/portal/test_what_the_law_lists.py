"""The page of an answered request says what the law lists beside the copy, in whose words."""

import pytest

from dsar.companies.models import Company
from tests import desk
from tests.portal.conftest import received
from tests.portal.visitor import follow

PURPOSES = "To provide telephone services"


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


def test_it_stands_there_once_the_answer_is_out(company: Company) -> None:
    case = desk.identified(received(company))
    client = follow(case)
    assert PURPOSES not in client.get("/status/request/").content.decode()
    desk.released(case)

    text = client.get("/status/request/").content.decode()

    assert "<dt>What we use your data for</dt>" in text
    assert f'<dd class="words">{PURPOSES}' in text


def test_the_companys_words_are_marked_as_theirs(company: Company) -> None:
    case = desk.identified(received(company, language="sv"))
    desk.released(case)

    text = follow(case).get("/status/request/", HTTP_ACCEPT_LANGUAGE="sv").content.decode()

    assert "<dt>Vad vi använder dina uppgifter till</dt>" in text
    assert f'<dd class="words" lang="en">{PURPOSES}' in text
