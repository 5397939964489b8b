"""What was found wrong with the nearest open desk of this kind, tried here: what comes in.

Each part names the advisory that it comes from. The attack is ours: what would it be on this desk?
"""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.cases.operations import answering
from dsar.cases.operations.intake import Person
from dsar.companies.models import Company, WebhookEndpoint
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from tests import desk
from tests.outbox.receiver import listening
from tests.portal.visitor import PNG, Visitor, follow, upload

from .conftest import ago, download, key_of, page_of, text

# --- Archives and drawings that unpack to more than there is room for (CVE-2023-37480, -37481) ----


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for number in range(8):
            file.writestr(f"{number}.txt", bytes(8 * 1024 * 1024))
    return made.getvalue()


SVG_BOMB = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>&c;</text></svg>"""
BOMBS = {
    "a.zip": zip_bomb,
    "a.docx": zip_bomb,
    "a.png": zip_bomb,
    "a.svg": lambda: SVG_BOMB,
    "b.png": lambda: SVG_BOMB,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_requester_hands_in_no_bomb(at_the_document: Visitor, name: str) -> None:
    bomb = upload(BOMBS[name](), name, "image/png")

    page = at_the_document.answer("proof-identity-document", which="Passport", file=bomb)

    assert page.status_code == 422
    assert "The file must be a JPEG, a PNG or a PDF." in text(page)
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize("name", [*BOMBS, "a.txt", "a.csv", "a.pdf"])
def test_an_officer_hands_out_no_bomb(case: Case, browser: Client, name: str) -> None:
    desk.identified(case)
    bomb = BOMBS.get(name, zip_bomb)()

    response = browser.post(
        page_of(case, "attach"),
        {"upload": SimpleUploadedFile(name, bomb), "explanation": "All of it."},
    )

    assert response.status_code in (400, 422)
    assert not case.documents.exists()


def test_a_compressed_body_is_not_unpacked(company: Company) -> None:
    import gzip

    response = key_of(company).post(
        "/api/v1/cases",
        gzip.compress(b'{"text": "' + b"a" * 10_000_000 + b'"}'),
        content_type="application/json",
        headers={"Content-Encoding": "gzip", "Idempotency-Key": "bomb"},
    )

    assert response.status_code == 400
    assert not Case.objects.exists()


# --- Markup in what the requester receives (CVE-2023-47114) ---------------------------------------

MARKUP = '<img src=x onerror="alert(1)"><script>alert(1)</script>'


def test_words_of_a_requester_are_never_markup_in_letters_and_pages(
    company: Company, browser: Client
) -> None:
    case = desk.receive(
        company,
        at=ago(days=3),
        person=Person(name=f"Robin {MARKUP}", email="robin@example.org"),
        text=MARKUP,
    )
    desk.attached(desk.identified(case))
    mail = unseal(Message.objects.filter(channel="email").earliest("created_at"), "payload")

    pages = [
        mail["html"],
        text(follow(case).get("/status/request/")),
        text(browser.get(page_of(case))),
        text(browser.post("/desk/cases/", {"q": "Robin"})),
    ]

    assert all("<img src=x" not in page and "<script>alert" not in page for page in pages)
    assert "&lt;img src=x" in pages[2]


@pytest.mark.parametrize("door", ["officer", "requester"])
def test_a_file_of_the_answer_is_saved_and_runs_nothing(
    case: Case, browser: Client, door: str
) -> None:
    desk.attached(desk.identified(case))
    document = case.documents.get()

    if door == "officer":
        response: Any = browser.get(page_of(case, "documents", str(document.pk)))
    else:
        desk.released(case)
        response = download(follow(case), document)

    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


# --- Calls to the inside by an address that an administrator types (CVE-2023-46124) ---------------

INSIDE = [
    "https://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f.1:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://169.254.169.254/latest/meta-data/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_no_address_that_an_administrator_types_leads_inside(
    company: Company, settings: Settings, url: str
) -> None:
    settings.DEBUG = settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False
    admin = Client()
    admin.force_login(desk.person(Role.ADMIN, company))
    with listening() as canary:
        port = canary.url.split(":")[2].split("/")[0]
        address = f"/desk/webhook/{company.slug}/"
        admin.post(address, {"url": url.format(port=port), "is_on": "on"})
        for endpoint in WebhookEndpoint.objects.all():
            admin.post(f"{address}{endpoint.pk}/", {"ping": "1"})
        drain(now=ago())

        assert canary.calls == []
    assert not Message.objects.filter(channel="webhook", state="sent").exists()


# --- Templates out of what people type (CVE-2024-45053) -------------------------------------------

TEMPLATES = (
    "{{ settings.SECRET_KEY }}{% load static %}{% debug %}",
    "{0.__class__.__mro__}",
    "%(SECRET_KEY)s ${7*7} #{7*7}",
)


@pytest.mark.parametrize("typed", TEMPLATES)
def test_what_people_type_is_never_a_template(
    company: Company, browser: Client, typed: str
) -> None:
    case = desk.receive(company, at=ago(days=3), person=Person(typed, "robin@example.org"))
    desk.identified(case)
    answering.send_to_review(case_id=case.pk, answer=typed, actor="user:1", now=ago(hours=2))
    desk.approved(case, now=ago(hours=2))
    answering.release(case_id=case.pk, actor="user:2", now=ago(hours=1))

    letters = [unseal(letter, "body")["text"] for letter in case.messages.filter(direction="out")]

    assert letters
    assert any(typed in letter for letter in letters)
    assert not any(project.SECRET_KEY in letter for letter in letters)
    assert browser.get(page_of(case)).status_code == 200


# --- Out of the folder (CVE-2023-36827) and into the program (CVE-2023-41319) ---------------------

PATHS = [
    "/static/../dsar/settings.py",
    "/static/..%2fdsar/settings.py",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static//etc/passwd",
    "/mailbox/..%2f..%2fsettings.py/",
    "/api/docs/..%2f..%2fsettings.py",
    "/desk/..%2f..%2fetc/passwd",
    "/nexus-ip/..%2f..%2fetc/passwd/",
    "/.git/config",
    "/.env",
    "/dsar/settings.py",
    "/requirements/production.txt",
    "/var/environment",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_address_leads_out_of_its_folder(company: Company, path: str) -> None:
    response = Client().get(path)

    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code in (301, 302, 400, 404)
    assert b"SECRET_KEY" not in body
    assert b"root:" not in body


NAMES = ["../../../tmp/out.png", "..\\..\\out.png", "/etc/cron.d/out.png", "a\0b.png", "x.py", ".."]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_says_where_it_is_kept_or_how_it_is_run(
    at_the_document: Visitor, name: str
) -> None:
    post_raw(at_the_document, "proof-identity-document", name, PNG)

    for file in SealedFile.objects.all():
        assert re.fullmatch(rf"{file.company_id}/[0-9a-f]{{2}}/[0-9a-f]{{32}}", file.stored_as)
        kept = Path(project.STORAGES["sealed"]["OPTIONS"]["location"]) / file.stored_as
        assert not kept.stat().st_mode & 0o111
        assert not kept.is_relative_to(project.STATIC_ROOT)
        assert PNG not in kept.read_bytes()
        assert re.fullmatch(r"[^/\\\0]+", unseal(file, "name") or "")
    # What has no name at all is no file.
    assert SealedFile.objects.exists() == (name != "..")


def post_raw(visitor: Visitor, step: str, name: str, content: bytes) -> None:
    """As a program would send it: browsers and Django's own client tidy the name up first."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="which"\r\n\r\nPassport\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
        b"Content-Type: image/png\r\n\r\n%s\r\n--x--\r\n" % (name.encode(), content)
    )
    address = f"/{visitor.slug}/ask/{step}/"
    visitor.client.post(address, body, content_type="multipart/form-data; boundary=x")
