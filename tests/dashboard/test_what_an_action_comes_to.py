"""What is told by phone, chosen late or typed wrong."""

from dsar.audit.models import Event
from dsar.cases.operations import verifying
from tests import desk

from .conftest import page_of, words


def test_a_withdrawal_told_by_phone_is_recorded_as_the_officers_doing(case, client, officer):
    shown = words(client.get(page_of(case, "withdraw")))

    client.post(page_of(case, "withdraw"))

    assert "Record a withdrawal" in shown
    assert "Only if they told you themselves" in shown
    assert "You have withdrawn your request" in shown
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    assert Event.objects.get(event="case.closed").actor == officer.actor


def test_a_case_without_a_right_can_be_given_one(company, client):
    case = desk.receive(company, "other")
    assert page_of(case, "choose_right") in client.get(page_of(case)).content.decode()

    client.post(page_of(case, "choose_right"), {"right": "erasure"})

    case.refresh_from_db()
    assert case.right == "erasure"
    assert page_of(case, "choose_right") not in client.get(page_of(case)).content.decode()


def test_the_desk_says_where_what_they_showed_is_not_enough_for_that_right(company, client):
    case = desk.receive(company, "other")
    verifying.skip_identity(
        case_id=case.pk, reason="no-data-leaves", actor=desk.OFFICER, now=desk.MONDAY
    )

    shown = words(client.post(page_of(case, "choose_right"), {"right": "access"}, follow=True))

    assert "not enough for it by your policy" in shown
    assert "who they are is found out anew" in shown


def test_the_wrong_money_keeps_the_form(case, client):
    desk.identified(case)
    for amount, said in (("ten", "as a number"), ("0", "above nothing"), ("-3", "greater than")):
        sent = {"ground": "manifestly-excessive", "facts": "4th", "amount": amount}
        response = client.post(page_of(case, "ask_fee"), {**sent, "currency": "GBP"})
        assert response.status_code == 400
        assert said in words(response)
