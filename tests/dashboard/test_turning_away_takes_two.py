"""At the desk: a refusal or a fee under Art. 12(5) waits where the second person looks for it."""

from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.cases.operations import refusing
from dsar.dashboard.proposals import WAITS
from tests import desk

from .conftest import NOW, page_of, words

REFUSAL = {"ground": "manifestly-excessive", "facts": "The fourth this year."}


def put_forward(case, actor="user:0"):
    return refusing.refuse(case_id=case.pk, actor=actor, now=NOW, **REFUSAL)


def test_it_is_said_that_it_waits_and_for_whom(case, client, company):
    desk.person(Role.DPO, company, name="dora")
    desk.identified(case)

    shown = words(client.get(page_of(case, "refuse")))
    after = client.post(page_of(case, "refuse"), REFUSAL, follow=True)

    assert "Who can approve it: Dora" in shown
    assert WAITS in words(after)
    assert "A refusal waits for a second person" in words(after)
    assert "The fourth this year." in words(after)
    case.refresh_from_db()
    assert case.outcome == ""


def test_today_the_case_and_the_approvals_lead_to_it(case, lead, signed_in):
    put_forward(desk.identified(case))
    browser = signed_in(lead)

    assert "Approvals: 1 wait for you" in words(browser.get("/desk/"))
    approvals = browser.get("/desk/approvals/")
    assert "A refusal: " in words(approvals)
    assert page_of(case, "approve_refusal") in approvals.content.decode()
    assert page_of(case, "approve_refusal") in browser.get(page_of(case)).content.decode()


def test_the_second_person_reads_the_facts_the_earlier_requests_and_the_letter(
    case, lead, signed_in
):
    put_forward(desk.identified(case))

    shown = words(signed_in(lead).get(page_of(case, "approve_refusal")))

    for said in ("The fourth this year.", "Art. 12(5)(b)", "Earlier requests", "complain"):
        assert said in shown


FEE = {"ground": "manifestly-excessive", "facts": "4th.", "amount": "10", "currency": "GBP"}
STARTS = "Our month starts when the fee has been paid."


@pytest.mark.parametrize(("days", "starts"), [(1, True), (90, False)])
def test_the_letter_about_a_fee_is_shown_as_it_will_go(
    case, client, clock, lead, signed_in, days, starts
):
    clock.set(NOW + timedelta(days=days))
    desk.identified(case)

    first = words(client.post(page_of(case, "ask_fee"), {**FEE, "facts": ""}))
    client.post(page_of(case, "ask_fee"), FEE)
    second = words(signed_in(lead).get(page_of(case, "approve_fee")))
    signed_in(lead).post(page_of(case, "approve_fee"), {"looked": "on"})

    sent = " ".join(desk.letter(case, "fee").split())
    assert [STARTS in text for text in (first, second, sent)] == [starts] * 3


def test_whoever_prepared_it_is_told_that_somebody_else_has_to(case, lead, signed_in):
    put_forward(desk.identified(case), lead.actor)

    page = signed_in(lead).get(page_of(case, "approve_refusal"))
    sent = signed_in(lead).post(page_of(case, "approve_refusal"), {"looked": "on"})

    assert "somebody else has to approve it" in words(page)
    assert sent.status_code == 409
    case.refresh_from_db()
    assert case.outcome == ""


def test_where_nothing_waits_nothing_can_be_approved(case, lead, signed_in):
    for action in ("approve_refusal", "approve_fee", "return_proposal"):
        page = signed_in(lead).get(page_of(case, action))
        assert "no refusal and no fee waits for approval" in words(page)
        assert page_of(case, action) not in signed_in(lead).get(page_of(case)).content.decode()
