"""Whose a case is: a lead says, and to one of the company only."""

from .conftest import page_of, words


def test_an_officer_cannot_assign(case, client):
    assert client.get(page_of(case, "assign")).status_code == 403
    assert client.post(page_of(case, "assign"), {"owner": ""}).status_code == 403


def test_a_lead_gives_a_case_to_an_officer(case, lead, officer, signed_in):
    signed_in(lead).post(page_of(case, "assign"), {"owner": officer.pk})

    case.refresh_from_db()
    assert case.owner == officer


def test_a_case_is_not_given_to_somebody_of_another_company(case, lead, stranger, signed_in):
    response = signed_in(lead).post(page_of(case, "assign"), {"owner": stranger.pk})

    assert response.status_code == 400
    assert "This person does not work on cases of this company." in words(response)
    assert stranger.email not in response.content.decode()
