"""The second person: what waits for them, what they look at, and that nobody approves their own."""

import pytest

from dsar.accounts.roles import Role
from dsar.cases.approval import Approval
from dsar.cases.models import Case
from dsar.cases.operations import answering
from dsar.vault.operations import shred
from tests import desk

from .conftest import NOW, page_of, words

LOOKED = {"looked": "on"}


@pytest.fixture
def put_forward(case, officer) -> Case:
    return forward(desk.identified(case), officer.actor)


def forward(case: Case, actor: str) -> Case:
    return answering.send_to_review(
        case_id=case.pk, answer="What we hold.", actor=actor, now=desk.MONDAY
    )


def attach(case: Case, content: bytes, actor: str = desk.OFFICER) -> None:
    answering.attach_answer(
        case_id=case.pk,
        file=desk.a_file(case, content),
        explanation="All of it.",
        actor=actor,
        now=desk.MONDAY,
    )


def test_what_waits_stands_on_a_page_of_its_own_and_in_the_navigation(
    put_forward, lead, dpo, signed_in
):
    page = words(signed_in(lead).get("/desk/approvals/"))

    assert "Approvals (1 waiting)" in page
    assert put_forward.reference in page
    assert "Officer" in page
    assert "Check it" in page


def test_another_companys_does_not_stand_there(put_forward, stranger, signed_in):
    page = words(signed_in(stranger).get("/desk/approvals/"))

    assert "Nothing waits for approval." in page
    assert put_forward.reference not in page


def test_whoever_prepared_it_reads_that_somebody_else_has_to(case, lead, dpo, signed_in):
    forward(desk.identified(case), lead.actor)
    browser = signed_in(lead)

    listed, page = words(browser.get("/desk/approvals/")), browser.get(page_of(case, "approve"))
    sent = browser.post(page_of(case, "approve"), LOOKED)

    assert "Somebody else has to: you prepared it" in listed
    assert "(1 waiting)" not in listed
    assert "so somebody else has to approve it" in words(page)
    assert sent.status_code == 409
    assert "somebody else has to approve it" in words(sent)
    assert Approval.objects.get().state == "asked"


def test_an_officer_is_told_that_it_waits(put_forward, client):
    assert "Waits for the approval of a second person" in words(client.get(page_of(put_forward)))
    assert client.get(page_of(put_forward, "approve")).status_code == 403
    assert client.post(page_of(put_forward, "approve"), LOOKED).status_code == 403


def test_nothing_is_approved_unlooked(put_forward, lead, signed_in):
    sent = signed_in(lead).post(page_of(put_forward, "approve"), {})

    assert sent.status_code == 400
    assert "Look at every file and at the letter first, then say so." in words(sent)
    put_forward.refresh_from_db()
    assert put_forward.status == "in_review"


def test_the_page_shows_to_whom_and_what_and_who_prepared_it(case, officer, lead, signed_in):
    desk.identified(case)
    attach(case, b"name,Robin Requester\n", officer.actor)
    forward(case, officer.actor)

    page = words(signed_in(lead).get(page_of(case, "approve")))

    assert "NameRobin Requester" in page
    assert "Goes torobin@example.org" in page
    assert "answer.csv" in page
    assert "The requester is named in it, and no other email address." in page
    assert "Prepared byOfficer" in page
    assert "You have not opened it yet." in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,Kim Other\nmail,kim@example.org\n", "Neither the name nor the address"),
        (b"Robin Requester,kim@example.org\n", "named in it, and so is 1 other email address."),
        (b"ROBIN@example.org\n", "The requester is named in it, and no other email address."),
    ],
)
def test_a_file_about_somebody_else_is_pointed_out(case, lead, signed_in, content, says):
    desk.identified(case)
    attach(case, content)
    forward(case, desk.OFFICER)

    assert says in words(signed_in(lead).get(page_of(case, "approve")))


def test_an_erased_case_says_no_and_does_not_break(case, lead, signed_in):
    desk.closed(desk.identified(case))
    shred(data_key_id=case.data_key_id, now=desk.MONDAY)
    Case.objects.filter(pk=case.pk).update(person=None)

    sent = signed_in(lead).post(page_of(case, "approve"), LOOKED)

    assert sent.status_code == 409


def test_a_file_that_cannot_be_searched_says_so(case, lead, signed_in):
    desk.identified(case)
    attach(case, b"%PDF-1.7")
    case.documents.get().file.__class__.objects.update(content_type="application/pdf")
    forward(case, desk.OFFICER)

    page = words(signed_in(lead).get(page_of(case, "approve")))

    assert "open it and look whose data it is" in page


def test_whoever_opened_a_file_reads_that_they_did(case, lead, signed_in):
    browser = signed_in(lead)
    desk.identified(case)
    attach(case, b"name,Robin Requester\n")
    forward(case, desk.OFFICER)
    list(browser.get(page_of(case, "documents", str(case.documents.get().pk))).streaming_content)

    assert "You have opened it." in words(browser.get(page_of(case, "approve")))


def test_the_page_of_release_names_who_approved(put_forward, lead, client):
    answering.approve(case_id=put_forward.pk, actor=lead.actor, now=NOW)

    page = words(client.get(page_of(put_forward, "release")))

    assert "Approved byLead, Monday 23 November 2026, 17:00" in page


def test_whoever_puts_it_forward_reads_who_is_asked(case, company, client):
    desk.identified(case)
    assert "Nobody here may approve" in words(client.get(page_of(case, "send_to_review")))

    desk.person(Role.LEAD, company, name="lena")

    page = words(client.get(page_of(case, "send_to_review")))
    assert "Approved by somebody who prepared none of it: Lena." in page


def test_the_history_says_who_prepared_and_who_approved(put_forward, lead, client):
    answering.approve(case_id=put_forward.pk, actor=lead.actor, now=NOW)

    page = words(client.get(page_of(put_forward)))

    assert "Approved by a second person · Lead" in page
    assert "prepared by: Officer" in page
