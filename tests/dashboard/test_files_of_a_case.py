import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Document
from dsar.cases.operations import verifying
from dsar.content.doors import ANSWER
from dsar.dashboard.forms import answer
from dsar.vault import files
from dsar.vault.models import SealedFile
from identity import operations as identity
from identity.operations import ItemSpec
from tests import desk
from tests.audit.conftest import break_audit
from tests.samples import PDF

from .conftest import NOW, page_of, words


@pytest.fixture
def proof(case):
    """A passport, waiting to be looked at."""
    passport = ItemSpec("passport", "document", "Passport")
    verifying.ask_for_identity(
        case_id=case.pk, items=[passport], doubt="unknown-address", facts="New.",
        actor="user:1", now=desk.MONDAY,
    )  # fmt: skip
    file = files.store(
        data_key=case.data_key,
        name="pass\r\nport<b>.html",
        content_type="image/png",
        stream=SimpleUploadedFile("x", b"a picture"),
        now=desk.MONDAY,
    )
    identity.give(
        verification_id=case.verification_id, code="passport", file_id=file.pk, now=desk.MONDAY
    )
    return file


def test_a_proof_is_saved_and_never_shown(case, proof, client, officer):
    assert "Download what they sent" in words(client.get(page_of(case)))

    response = client.get(page_of(case, "evidence", "passport"))

    assert b"".join(response.streaming_content) == b"a picture"
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


def test_each_look_at_a_proof_is_written_down(case, proof, client, officer):
    client.get(page_of(case, "evidence", "passport"))
    client.get(page_of(case, "evidence", "passport"))

    looks = Event.objects.filter(event="evidence.viewed", subject=case.reference)
    assert [(look.actor, look.facts) for look in looks] == [
        (officer.actor, {"item": "passport"})
    ] * 2
    assert "Proof looked at" in words(client.get(page_of(case)))


def test_a_look_that_cannot_be_written_down_shows_nothing(case, proof, client):
    break_audit()

    with pytest.raises(InternalError, match="no room"):
        client.get(page_of(case, "evidence", "passport"))


def test_an_auditor_never_sees_a_proof(case, proof, company, signed_in):
    browser = signed_in(desk.person(Role.AUDITOR, company))

    assert browser.get(page_of(case, "evidence", "passport")).status_code == 403
    assert "Download what they sent" not in words(browser.get(page_of(case)))
    assert not Event.objects.filter(event="evidence.viewed").exists()


def test_after_the_decision_nothing_is_left_to_see(case, proof, client):
    client.post(page_of(case, "accept_identity"), {"method": "document"})

    assert client.get(page_of(case, "evidence", "passport")).status_code == 404
    assert not Event.objects.filter(event="evidence.viewed").exists()
    assert "the copy was deleted" in words(client.get(page_of(case)))
    proof.refresh_from_db()
    assert proof.destroyed_at == NOW


def test_a_proof_of_one_case_is_none_of_another(case, proof, company, client):
    other = desk.receive(company)

    assert client.get(page_of(other, "evidence", "passport")).status_code == 404


def attach(client, case, name: str, content: bytes, explanation: str = "What our CRM holds."):
    upload = SimpleUploadedFile(name, content)
    return client.post(page_of(case, "attach"), {"upload": upload, "explanation": explanation})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("data.pdf", PDF, "application/pdf"),
        ("data.json", json.dumps({"name": "Robin"}).encode(), "application/json"),
        ("DATA.CSV", "\ufeffnamn\nÅsa\n".encode(), "text/csv"),
        ("data.txt", "Allt är här.".encode(), "text/plain"),
    ],
)
def test_a_file_becomes_part_of_the_answer_sealed(case, client, name, content, kind):
    desk.identified(case)

    assert attach(client, case, name, content).status_code == 302

    document = case.documents.get()
    assert document.kind == Document.Kind.ANSWER
    assert document.file.content_type == kind
    assert document.file.data_key_id == case.data_key_id
    assert b"".join(files.read(document.file)) == content
    assert name in words(client.get(page_of(case)))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("data.pdf", b"", "The file is empty."),
        ("data.html", b"<html></html>", "must be a PDF, JSON, CSV or plain text file"),
        ("data.exe", b"MZ", "must be a PDF, JSON, CSV or plain text file"),
        ("data", b"words", "must be a PDF, JSON, CSV or plain text file"),
        ("data.pdf", b"MZ is no PDF", "its content is no complete PDF"),
        ("data.pdf", PDF[:-8], "its content is no complete PDF"),
        ("data.pdf", PDF.replace(b"/Root", b"/Encrypt 2 0 R/Root"), "asks for a password"),
        ("data.txt", b"  <!DOCTYPE html><script>", "is a web page"),
        ("data.csv", b"<svg onload=x>", "is a web page"),
        ("data.txt", b"\xff\xfe\x00", "is not text in UTF-8"),
        ("data.txt", b"a\x00b", "its content is not"),
        ("data.json", b"{half", "cannot be read as JSON"),
    ],
)
def test_a_wrong_file_is_refused_with_its_own_sentence(case, client, name, content, said):
    desk.identified(case)

    response = attach(client, case, name, content, explanation="Kept words.")

    assert response.status_code == 400
    assert said in words(response)
    assert "Kept words.</textarea>" in response.content.decode()
    assert not case.documents.exists()
    assert not SealedFile.objects.exists()


def test_a_file_above_the_limit_is_refused(case, client, monkeypatch):
    desk.identified(case)
    monkeypatch.setattr(answer, "ANSWER", replace(ANSWER, most_bytes=10))

    response = attach(client, case, "data.txt", b"x" * 11)

    assert response.status_code == 400
    assert "larger than 20 MB" in words(response)
    assert attach(client, case, "data.txt", b"x" * 10).status_code == 302


def test_a_file_that_cannot_be_attached_leaves_nothing_behind(case, client):
    response = attach(client, case, "data.txt", b"words")

    assert response.status_code == 409
    assert not SealedFile.objects.exists()


def test_a_removed_file_cannot_be_read_any_more(case, client):
    desk.attached(desk.identified(case))
    document = case.documents.get()
    shown = client.get(f"{page_of(case, 'remove_answer')}?document={document.pk}")
    assert f'value="{document.pk}"' in shown.content.decode()
    assert "checked" in shown.content.decode()

    client.post(page_of(case, "remove_answer"), {"document": document.pk})

    assert not case.documents.exists()
    document.file.refresh_from_db()
    assert document.file.wrapped is None


def test_a_document_is_fetched_and_noted(case, client):
    desk.attached(desk.identified(case))
    document = case.documents.get()

    response = client.get(page_of(case, "documents", str(document.pk)))

    assert b"".join(response.streaming_content) == b"name,Robin\n"
    assert Event.objects.get(event="document.viewed").facts == {"item": str(document.pk)}


def test_a_letter_for_the_post_can_be_printed(company, client):
    from dsar.cases.operations.intake import Person

    paper = Person(name="Petra Paper", postal="1 Example Street\nExample Town")
    case = desk.receive(company, channel="post", person=paper)
    letter = case.messages.get(direction="out")
    assert "Goes by post" in words(client.get(page_of(case)))

    page = words(client.get(page_of(case, "letters", str(letter.pk))))

    assert "Petra Paper 1 Example Street Example Town" in page
    assert case.reference in page
    assert "Dear Petra Paper" in page


def test_a_file_that_the_server_cut_off_is_refused_too(case, client):
    desk.identified(case)

    response = attach(client, case, "data.txt", b"x" * (20 * 1024 * 1024 + 1))

    assert response.status_code == 400
    assert "larger than 20 MB" in words(response)
    assert "What our CRM holds.</textarea>" in response.content.decode()
