"""The desk shows what the supervisory authority wrote, and what is owed to it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from dsar.accounts.roles import Role
from dsar.cases.regulator_contact import RegulatorContact
from tests import desk

from .conftest import page_of, words

LETTER = {
    "direction": "received",
    "happened_on": "2026-11-20",
    "due_on": "2026-12-04",
    "their_reference": "IC-1234",
    "summary": "They ask why we kept the calls.",
}


def test_it_is_recorded_with_its_letter_and_stands_in_the_case(case, client):
    assert "Supervisory authority" not in words(client.get(page_of(case)))
    body = LETTER | {"upload": SimpleUploadedFile("letter.txt", b"Dear Sirs")}
    assert client.post(page_of(case, "note_regulator"), body).status_code == 302

    said = words(client.get(page_of(case)))
    assert "From the authority, Friday 20 November 2026" in said
    assert "They ask why we kept the calls." in said
    assert "Their reference: IC-1234. With: letter.txt." in said
    assert "Due An answer is due by Friday 4 December 2026." in said
    file = RegulatorContact.objects.get().document
    assert client.get(f"/desk/cases/{case.reference}/documents/{file.pk}/").status_code == 200


def test_a_complaint_names_the_authority_before_it_wrote(company, client):
    case = desk.receive(company, "complaint")

    assert "Supervisory authority Information Commission" in words(client.get(page_of(case)))


def test_the_register_of_complaints_counts_them(company, client, signed_in):
    case = desk.receive(company, "complaint")
    client.post(page_of(case, "note_regulator"), LETTER)

    dpo = signed_in(desk.person(Role.DPO, company, name="dora"))
    said = words(dpo.get("/desk/reports/complaints/"))
    assert "1 contact about" in said
    assert "an answer due Friday 4 December 2026" in said


def test_what_is_missing_is_asked_for(case, client):
    page = client.post(page_of(case, "note_regulator"), {"happened_on": ""})

    assert page.status_code == 400
    assert "Choose who wrote or called." in words(page)
