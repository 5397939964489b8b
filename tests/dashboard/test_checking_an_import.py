"""Officers check a list that is to be imported against those whose data were deleted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.cases.suppressed import MOST_LINES, Suppressed
from tests import desk

from .conftest import words

PAGE = "/desk/deleted/nexus-ip/"


@pytest.fixture
def deleted(company) -> Case:
    return desk.released(desk.identified(desk.receive(company, "erasure")))


def test_a_file_says_which_lines_to_leave_out(deleted, client):
    file = SimpleUploadedFile("list.csv", b"email\nrobin@example.org\ndana@example.org\n")

    page = client.post(PAGE, {"upload": file})
    said = words(page)
    assert f"Line 2: the address was deleted with {deleted.reference}" in said
    assert "Line 3" not in said
    assert b"dana@example.org" not in page.content


def test_the_page_of_all_companies_says_what_is_checked(company, swedish, signed_in):
    of_two = signed_in(desk.person(Role.OFFICER, company, swedish))

    assert "Before a list of people is imported" in words(of_two.get("/desk/deleted/"))


def test_pasted_lines_do_too(deleted, client):
    assert "Nobody of them is on the list" in words(client.post(PAGE, {"text": "dana@example.org"}))
    said = words(client.post(PAGE, {"text": "robin@example.org"}))
    assert "On the list: 1" in said
    assert "1 address or number was checked" in said


def test_a_file_and_pasted_lines_are_both_checked(deleted, client):
    file = SimpleUploadedFile("list.csv", b"email\nrobin@example.org\n")

    said = words(client.post(PAGE, {"upload": file, "text": "dana@example.org\nrobin@example.org"}))
    assert "3 addresses or numbers were checked" in said
    assert "Line 2: the address was deleted" in said
    assert "Line 4: the address was deleted" in said


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file, or paste the lines."),
        ({"upload": SimpleUploadedFile("a.csv", b"\xff\xfe\x00")}, "Save the file as UTF-8"),
        ({"text": "a@example.org\n" * (MOST_LINES + 1)}, "check the rest after that"),
    ],
)
def test_what_cannot_be_checked_says_why(company, client, sent, said):
    page = client.post(PAGE, sent)

    assert page.status_code == 400
    assert said in words(page)


def test_another_number_is_added_and_taken_off(deleted, client):
    body = {"reference": deleted.reference, "kind": "phone", "value": "07700 900123"}
    assert client.post(f"{PAGE}add/", body).status_code == 302
    entry = Suppressed.objects.get(kind="phone")

    assert client.post(f"{PAGE}{entry.pk}/", {}).status_code == 400
    assert client.post(f"{PAGE}{entry.pk}/", {"because": "mistake"}).status_code == 302
    assert not Suppressed.objects.filter(kind="phone").exists()


def test_for_a_case_that_deleted_nothing_it_says_so(company, client):
    body = {"reference": desk.receive(company).reference, "kind": "email", "value": "a@example.org"}

    page = client.post(f"{PAGE}add/", body)
    assert page.status_code == 400
    assert "nothing was deleted in this case" in words(page)
