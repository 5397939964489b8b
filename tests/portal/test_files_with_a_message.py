"""Up to five files go with a message or an answer, through the same jail as proofs."""

import io

import pytest
from django.test import Client
from PIL import Image

from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases.models import Case, Document, Message
from dsar.portal import limits, message_form
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.visitor import follow, upload
from tests.samples import PDF, PNG, pdf, photo

WRITE, ANSWER = "/status/request/write/", "/status/request/answer/"


@pytest.fixture
def browser(case: Case) -> Client:
    return follow(case)


def sent(case: Case) -> list[Document]:
    return list(case.documents.filter(kind="sent").select_related("file").order_by("pk"))


def bytes_of(document: Document) -> bytes:
    return b"".join(files.read(document.file))


def test_files_go_with_a_message_made_anew_and_are_named_beside_it(
    case: Case, browser: Client
) -> None:
    with_place = upload(photo(), "Einkauf.jpeg", "image/jpeg")

    page = browser.post(
        WRITE, {"text": "As I said", "along": [with_place, upload(PDF, "bill.pdf")]}, follow=True
    )

    assert "We have your message" in page.content.decode()
    assert "Einkauf.jpeg, bill.pdf" in page.content.decode()
    picture, _ = sent(case)
    assert b"Telltale" not in bytes_of(picture)
    assert Image.open(io.BytesIO(bytes_of(picture))).format == "JPEG"
    assert "multipart/form-data" in browser.get(WRITE).content.decode()
    last = list(history(case.company_id, case.reference))[-1]
    assert (last.event, last.facts["attached"]) == ("message.received", 2)


def test_files_go_with_an_answer(case: Case, browser: Client) -> None:
    desk.asked(case)

    browser.post(ANSWER, {"text": "These", "along": [upload(PNG, "list.png")]})

    assert len(sent(case)) == 1
    case.refresh_from_db()
    assert case.status != "awaiting_requester"
    assert "clarification.answered" in [
        event.event for event in history(case.company_id, case.reference)
    ]


def test_words_alone_are_enough(case: Case, browser: Client) -> None:
    browser.post(WRITE, {"text": "Hello"})

    body = unseal(case.messages.get(kind="message"), "body")
    assert body == {"subject": "Message", "text": "Hello"}
    assert not sent(case)


def test_an_officer_reads_which_files_came_and_opens_them(
    case: Case, browser: Client, client: Client
) -> None:
    browser.post(WRITE, {"text": "Here", "along": [upload(PNG, "list.png")]})
    client.force_login(desk.person(Role.OFFICER, case.company))

    text = client.get(f"/desk/cases/{case.reference}/").content.decode()

    assert "With: list.png" in text
    (document,) = sent(case)
    path = f"/desk/cases/{case.reference}/documents/{document.pk}/"
    assert path in text
    opened = client.get(path)
    assert b"".join(opened.streaming_content) == bytes_of(document)


TOO_BIG = "A file must be smaller than 10 MB, and all together than 20 MB."
WRONG = [
    ("hello.png", b"hello", "The file must be a JPEG, a PNG or a PDF."),
    ("big.png", PNG + b"\0" * 10 * 1024 * 1024, TOO_BIG),
    ("empty.png", b"", "The file is empty. Choose another one."),
    (
        "locked.pdf",
        PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R"),
        "The file is protected by a password. Send one without.",
    ),
    ("long.pdf", pdf(pages=11), "The PDF has more than 10 pages. Send it in smaller parts."),
    ("torn.png", PNG[:40], "This file could not be read."),
    ("new.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "The picture is a HEIC."),
]


@pytest.mark.parametrize(("name", "content", "sentence"), WRONG, ids=[name for name, *_ in WRONG])
def test_a_file_we_cannot_use_is_named_with_its_own_sentence_and_nothing_is_kept(
    case: Case, browser: Client, name: str, content: bytes, sentence: str
) -> None:
    along = [upload(PNG, "good.png"), upload(content, name)]

    page = browser.post(WRITE, {"text": "My words", "along": along})

    text = page.content.decode()
    assert page.status_code == 422
    assert f"“{name}”: {sentence}" in text
    assert "“good.png”" not in text
    assert "My words" in text
    assert "Choose your files once more" in text
    assert not SealedFile.objects.exists()
    assert not case.messages.filter(kind="message").exists()


def test_a_sixth_file_is_refused_in_a_sentence(case: Case, browser: Client) -> None:
    along = [upload(PNG, f"{number}.png") for number in range(6)]

    page = browser.post(WRITE, {"text": "My words", "along": along})

    assert page.status_code == 422
    assert "Choose at most 5 files." in page.content.decode()
    assert not SealedFile.objects.exists()


def test_files_that_are_too_large_together_once_they_are_made_anew_are_refused(
    case: Case, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(WRITE, {"text": "One file", "along": [upload(PDF, "0.pdf")]})
    [one] = sent(case)
    monkeypatch.setattr(message_form, "MOST_BYTES", 2 * one.file.size)
    two, three = ([upload(PDF, f"{n}.pdf") for n in range(1, most)] for most in (3, 4))

    page = browser.post(WRITE, {"text": "My words", "along": three})
    fits = browser.post(WRITE, {"text": "My words", "along": two})

    assert page.status_code == 422
    assert "“3.pdf”: A file must be smaller than 10 MB" in page.content.decode()
    assert "“1.pdf”" not in page.content.decode()
    assert fits.status_code == 302
    assert len(sent(case)) == 3


def test_where_there_is_no_room_the_words_stay_in_their_box(
    case: Case, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 1)

    page = browser.post(
        WRITE, {"text": "My words", "along": [upload(PNG, "1.png"), upload(PNG, "2.png")]}
    )

    assert page.status_code == 422
    assert "There is no room for another file here." in page.content.decode()
    assert "My words" in page.content.decode()
    assert not SealedFile.objects.exists()
    assert not Message.objects.filter(kind="message").exists()


def test_too_many_uploads_are_refused_before_they_are_looked_at(
    case: Case, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UPLOADS", ("upload", 0, limits.HOUR))

    page = browser.post(WRITE, {"text": "My words", "along": [upload(PNG)]})

    assert page.status_code == 429
    assert not SealedFile.objects.exists()


def test_each_file_counts_as_one_upload(
    case: Case, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UPLOADS", ("upload", 2, limits.HOUR))
    three = [upload(PNG, f"{n}.png") for n in range(3)]

    assert browser.post(WRITE, {"text": "My words", "along": three}).status_code == 429
    assert not SealedFile.objects.exists()
