"""Whoever knows a system answers by a link, without an account."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dsar.audit.models import Event
from dsar.cases.models import Document
from dsar.fulfilment.models import SearchRecord, SearchTask, System
from dsar.fulfilment.operations import asking
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk

ANSWER = {"result": "found", "terms": "robin", "found": "A contact.", "name": "Olive Owner"}


@pytest.fixture
def task(nexus_ip) -> SearchTask:
    system = System.objects.create(
        company=nexus_ip,
        code="crm",
        name="CRM",
        owner_email="olive@example.com",
        searched_by=["name", "email"],
    )
    now = timezone.now()
    case = desk.receive(nexus_ip, at=now)
    [task] = asking.ask_search(
        case_id=case.pk, systems=[system.pk], also="Customer 4711", actor="user:1", now=now
    )
    return task


def link_of(task: SearchTask) -> str:
    mail = Message.objects.filter(key__startswith=f"search:{task.pk}").latest("created_at")
    text = unseal(mail, "payload")["text"]
    return "/search/open/" + text.split("/search/open/")[1].split()[0]


@pytest.fixture
def owner(task) -> Client:
    """Has followed the link and pressed the button."""
    client = Client()
    client.get(link_of(task), follow=True)
    client.post("/search/", follow=True)
    return client


def test_following_the_link_shows_nothing_and_uses_nothing_up(task):
    for _ in range(3):
        page = Client().get(link_of(task), follow=True)

    assert page.redirect_chain == [("/search/", 302)]
    assert "Robin" not in page.content.decode()
    assert not Event.objects.filter(event="search.opened").exists()


def test_the_button_shows_what_to_look_for_and_the_chain_knows(task, owner):
    page = owner.get("/search/task/").content.decode()

    for said in ("Robin Requester", "robin@example.org", "Customer 4711", "Search CRM"):
        assert said in page
    assert Event.objects.filter(event="search.opened", actor="owner").count() == 1


@pytest.mark.parametrize("path", ["/search/", "/search/task/", "/search/done/"])
def test_its_pages_are_kept_from_caches_indexes_and_other_sites(owner, path):
    page = owner.get(path)

    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-referrer" in page["Referrer-Policy"]


def test_they_answer_with_a_file_and_the_link_is_over(task, owner):
    file = SimpleUploadedFile("contact.csv", b"name,Robin\n", content_type="text/csv")
    again = link_of(task)

    page = owner.post("/search/task/", {**ANSWER, "uploads": [file]}, follow=True)

    assert page.redirect_chain == [("/search/done/", 302)]
    record = SearchRecord.objects.get()
    assert (record.result, record.signed_by) == ("found", "owner")
    assert unseal(record, "said")["name"] == "Olive Owner"
    assert Document.objects.get().kind == "found"
    assert owner.get("/search/task/").status_code == 410
    late = Client()
    late.get(again)
    assert late.post("/search/").status_code == 410


@pytest.mark.parametrize("missing", ANSWER)
def test_what_is_missing_is_said(owner, missing):
    page = owner.post("/search/task/", {**ANSWER, missing: ""})

    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    assert not SearchRecord.objects.exists()


def test_a_program_for_a_file_is_refused(owner):
    file = SimpleUploadedFile("a.exe", b"MZ", content_type="text/csv")

    page = owner.post("/search/task/", {**ANSWER, "uploads": [file]})

    assert "must be a PDF, JSON, CSV or plain text file" in page.content.decode()
    assert not Document.objects.exists()


def test_a_page_that_is_open_closes_when_the_link_is_withdrawn(task, owner):
    asking.withdraw_search(
        case_id=task.case_id, task_id=task.pk, actor="user:1", now=timezone.now()
    )

    assert owner.get("/search/task/").status_code == 410
    assert owner.post("/search/task/", ANSWER).status_code == 410
    assert not SearchRecord.objects.exists()


def test_a_guessed_link_looks_the_same_until_the_button(nexus_ip):
    client = Client()

    shown = client.get(f"/search/open/{'A' * 43}/", follow=True)

    assert shown.status_code == 200
    assert client.post("/search/").status_code == 410
    assert client.get("/search/task/").status_code == 410
