"""An agent names a law; an officer may find that it does not cover the person."""

from tests import desk

from .conftest import page_of, words

GROUND = "law-does-not-apply"


def test_it_is_offered_where_a_law_was_named_with_a_warning(company, client):
    case = desk.receive(company, regime="ccpa")

    page = words(client.get(page_of(case, "refuse")))
    assert "The law that the request names does not cover them (CCPA)" in page
    assert "otherwise answer them" in page

    sent = {"ground": GROUND, "facts": "They live in Nevada."}
    assert client.post(page_of(case, "refuse"), sent).status_code == 302
    case.refresh_from_db()
    assert (case.outcome, case.refusal_ground) == ("refused", GROUND)


def test_it_is_not_offered_under_the_companys_own_law(case, client):
    page = words(client.get(page_of(case, "refuse")))

    assert "names does not cover" not in page
    assert "otherwise answer them" not in page
    sent = {"ground": GROUND, "facts": "They live in Nevada."}
    assert client.post(page_of(case, "refuse"), sent).status_code == 400
