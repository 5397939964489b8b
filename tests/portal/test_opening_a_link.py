"""The link that comes with a code: a page with a button, whoever follows it and however often."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dsar.cases.models import Case
from dsar.cases.operations import addressing, verifying
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from identity.models import Challenge
from tests.portal.visitor import code_sent, follow

EMAIL = "robin@example.org"


def ask(case: Case, client: Client | None = None, **more) -> Client:
    client = client or Client()
    client.post("/status/", {"reference": case.reference, "email": EMAIL}, **more)
    return client


def mail() -> str:
    letter = Message.objects.filter(key__startswith="code:").latest("created_at")
    return unseal(letter, "payload")["text"]


def link() -> str:
    """Its path, as a mail program would open it."""
    return re.search(r"https?://[^/\s]+(/status/open/\S+)", mail()).group(1)  # type: ignore[union-attr]


def press(client: Client) -> object:
    return client.post("/status/open/")


def test_a_button_opens_the_request(case: Case) -> None:
    ask(case)
    somebody = Client()

    shown = somebody.get(link(), follow=True)

    assert "Open my request" in shown.content.decode()
    assert press(somebody)["Location"] == "/status/request/"
    assert case.reference in somebody.get("/status/request/").content.decode()
    case.refresh_from_db()
    assert case.verification.items.get(code="email").confirmed_at


def test_a_scanner_uses_nothing_up(case: Case) -> None:
    ask(case)
    for _ in range(20):
        scanner = Client()
        scanner.get(link(), follow=True)
        scanner.head(link())
        scanner.options(link())
        assert scanner.post(link()).status_code == 405

    assert Challenge.objects.get().used_at is None
    somebody = Client()
    somebody.get(link())
    assert press(somebody)["Location"] == "/status/request/"


def test_the_secret_leaves_the_address_before_anything_is_shown(case: Case) -> None:
    ask(case)
    path = link()
    secret = path.split("/")[-2]
    somebody = Client()

    answer = somebody.get(path)

    assert answer["Location"] == "/status/open/"
    assert answer.content == b""
    assert "no-referrer" in answer["Referrer-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert secret not in str(dict(somebody.session.items()))
    assert secret not in somebody.get("/status/open/").content.decode()
    assert secret not in press(somebody)["Location"]


def test_no_page_says_whether_a_link_is_good(case: Case) -> None:
    ask(case)
    good, bad = Client(), Client()
    pages = []
    for somebody, path in ((good, link()), (bad, f"/status/open/{'A' * 43}/")):
        page = somebody.get(path, follow=True)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
        pages.append((page.status_code, text, page.redirect_chain))

    assert pages[0] == pages[1]
    assert press(bad).status_code == 410
    assert bad.get("/status/request/").status_code == 302


@pytest.mark.parametrize("over", ["used", "typed", "late", "newer", "moved"])
def test_a_link_that_is_over_offers_a_new_code(case: Case, over: str) -> None:
    first = ask(case)
    path = link()
    if over == "used":
        other = Client()
        other.get(path)
        press(other)
    if over == "typed":
        first.post("/status/code/", {"code": code_sent()})
    if over == "late":
        Challenge.objects.update(expires_at=timezone.now())
    if over == "newer":
        Challenge.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        first.post("/status/code/again/")
        assert link() != path
    if over == "moved":
        addressing.change_contact(
            case_id=case.pk, email="x@example.net", postal="", reason="They called.",
            actor="user:1", now=timezone.now(),
        )  # fmt: skip
    somebody = Client()
    somebody.get(path)

    page = press(somebody)

    assert page.status_code == 410
    assert "Send me a new code" in page.content.decode()
    assert somebody.get("/status/request/").status_code == 302


def test_a_link_of_one_case_opens_no_other(case: Case) -> None:
    ask(case)
    somebody = Client()
    somebody.get(link())
    press(somebody)

    assert somebody.session["following"]["case"] == str(case.pk)


def test_a_forged_host_leads_nobody_elsewhere(case: Case, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask(case, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")

    assert "evil.example" not in mail()
    assert f"{settings.PUBLIC_URL}/status/open/" in mail()


def test_the_key_of_the_session_is_another_afterwards(case: Case) -> None:
    ask(case)
    somebody = Client()
    somebody.get(link())
    before = somebody.cookies["sessionid"].value

    press(somebody)

    assert somebody.cookies["sessionid"].value != before


def test_pages_that_are_open_close_when_the_address_or_the_proof_changes(case: Case) -> None:
    client = follow(case)
    assert client.get("/status/request/").status_code == 200

    verifying.accept_identity(
        case_id=case.pk, method="email_code", actor="user:1", now=timezone.now()
    )
    assert client.get("/status/request/").status_code == 302

    Challenge.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    client = follow(case, client)
    assert client.get("/status/request/").status_code == 200
    addressing.change_contact(
        case_id=case.pk, email="x@example.net", postal="", reason="They called.",
        actor="user:1", now=timezone.now(),
    )  # fmt: skip
    assert client.get("/status/request/").status_code == 302
