"""What a visitor and an officer see of it, and how much one case may hold."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.content import jail
from dsar.content.jail import Said
from dsar.portal import limits
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from tests import desk, samples
from tests.dashboard.conftest import page_of
from tests.portal.visitor import Visitor, follow, upload

pytestmark = pytest.mark.django_db

PAGE = "proof-identity-document"


@pytest.fixture
def visitor() -> Visitor:
    """About to show a passport."""
    desk.publish("next-connex")
    visitor = Visitor("next-connex")
    visitor.walk("access")
    visitor.answer(PAGE, instead="none")
    return visitor


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(desk.person(Role.OFFICER, desk.publish("nexus-ip")))
    return client


@pytest.fixture
def case(officer: Client) -> Case:
    return desk.identified(desk.receive(desk.publish("nexus-ip")))


def attach(client: Client, case: Case, content: bytes = b"words", name: str = "a.txt"):
    given = {"upload": SimpleUploadedFile(name, content), "explanation": "All."}
    return client.post(page_of(case, "attach"), given)


def test_a_photo_reaches_the_case_without_the_place_it_was_taken(visitor: Visitor):
    visitor.answer(PAGE, which="Passport", file=upload(samples.photo(), "\u202egpj.me.jpg"))
    visitor.send()

    file = SealedFile.objects.get(destroyed_at=None)
    content = b"".join(files.read(file))
    assert b"Telltale" not in content
    assert unseal(file, "name") == "gpj.me.jpg"
    assert file.content_type == "image/jpeg"
    assert file.size == len(content)


def test_a_file_that_kills_its_reader_is_a_sentence_and_not_an_error(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    dead = tmp_path / "inside.py"
    dead.write_text("import os; os.kill(os.getpid(), 11)")
    monkeypatch.setattr(jail, "INSIDE", dead)

    page = visitor.answer(PAGE, which="Passport", file=upload())

    assert page.status_code == 422
    assert "This file could not be read. Save it again, or take a photo of it" in visitor.text
    assert not SealedFile.objects.filter(destroyed_at=None).exists()


def test_below_the_floor_of_the_disk_a_request_goes_on_without_its_file(
    visitor: Visitor, settings: Settings
):
    settings.FILES_FLOOR_MB = 10**9

    page = visitor.answer(PAGE, which="Passport", file=upload())
    assert page.status_code == 422
    assert "There is no room for files just now. Go on without it" in visitor.text
    visitor.answer(PAGE, instead="none")
    visitor.send()

    assert Case.objects.count() == 1
    assert not SealedFile.objects.filter(destroyed_at=None).exists()


def test_below_the_floor_of_the_disk_an_officer_reads_why(
    officer: Client, case: Case, settings: Settings
):
    settings.FILES_FLOOR_MB = 10**9

    answer = attach(officer, case)

    assert answer.status_code == 400
    assert "There is no room for files just now" in answer.content.decode()
    assert not case.documents.exists()


def test_the_web_never_opens_a_picture_itself(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    for opened in ("open", "frombytes", "frombuffer"):
        monkeypatch.setattr(Image, opened, lambda *_, **__: pytest.fail("opened in the web"))

    visitor.answer(PAGE, which="Passport", file=upload())

    assert visitor.at == "ask/check/"


def test_who_sends_too_many_is_stopped_before_anybody_looks(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    looked: list[str] = []
    monkeypatch.setattr(limits, "UPLOADS", ("upload", 2, 3600))  # and one came before
    monkeypatch.setattr(
        jail, "inspect", lambda task, _: looked.append(task) or Said(no="unreadable")
    )

    for _ in range(3):
        page = visitor.answer(PAGE, which="Passport", file=upload())

    assert page.status_code == 429
    assert looked == ["proof"]


def test_a_case_holds_so_many_files_and_no_more(
    officer: Client, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "MOST_FILES", 2)
    assert [attach(officer, case).status_code for _ in range(2)] == [302, 302]

    full = attach(officer, case)

    assert full.status_code == 409
    assert "no room for another file here. Remove one from the answer first" in full.text
    assert SealedFile.objects.count() == 2


def test_a_case_holds_so_many_bytes_and_what_is_removed_leaves_room(
    officer: Client, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "MOST_BYTES_IN_ALL", 25)
    assert attach(officer, case, b"x" * 20).status_code == 302
    assert attach(officer, case, b"x" * 6).status_code == 409

    officer.post(page_of(case, "remove_answer"), {"document": case.documents.get().pk})

    assert attach(officer, case, b"x" * 25).status_code == 302


def test_a_visitor_is_told_that_there_is_no_room(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MOST_FILES", 0)

    page = visitor.answer(PAGE, which="Passport", file=upload())

    assert page.status_code == 422
    assert "no room for another file here" in visitor.text


def test_so_is_a_requester_who_shows_it_later(monkeypatch: pytest.MonkeyPatch):
    from identity.operations import ItemSpec

    case = desk.receive(desk.publish("nexus-ip"))
    desk.verifying.ask_for_identity(
        case_id=case.pk, items=[ItemSpec("passport", "document", "Passport")],
        doubt="unknown-address", facts="New.", actor="user:1", now=desk.MONDAY,
    )  # fmt: skip
    monkeypatch.setattr(files, "MOST_FILES", 0)

    page = follow(case).post("/status/request/proof/passport/", {"file": upload()})

    assert page.status_code == 409
    assert "no room for another file here. Send the rest by post" in page.text
    assert case.verification.items.get(code="passport").file_id is None
