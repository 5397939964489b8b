"""Whoever writes in Swedish is answered in Swedish."""

from typing import Any

from django.test import Client

from dsar.cases.models import Case
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests.portal.visitor import Visitor, follow

SWEDISH = {"language": "sv"}


def swedish() -> Visitor:
    found = Visitor("nexus-ip")
    found.client.post("/nexus-ip/", SWEDISH)
    return found


def test_a_case_has_the_language_of_the_page_that_sent_it(nexus_ip: Any) -> None:
    case = swedish().walk("access").send()

    assert case.language == "sv"
    assert case.messages.get(kind="received").language == "sv"


def test_without_a_choice_it_is_the_browsers(nexus_ip: Any) -> None:
    case = Visitor("nexus-ip", Client(headers={"Accept-Language": "nl-BE"})).walk("access").send()

    assert case.language == "nl"


def test_the_mail_with_the_way_back_speaks_the_language_of_the_page(nexus_ip: Any) -> None:
    visitor = swedish()
    visitor.answer("what", right="access")
    visitor.client.post("/nexus-ip/draft/save/", {"email": "robin@example.org"})

    mail = unseal(Message.objects.get(key__startswith="draft:"), "payload")
    assert '<html lang="sv">' in mail["html"]


def test_reading_the_page_in_another_language_leaves_the_letters(nexus_ip: Any) -> None:
    visitor = swedish()
    case = visitor.walk("access").send()
    reader = follow(case, visitor.client)
    reader.post("/status/request/", {"language": "fr"})

    page = reader.get("/status/request/").content.decode()

    assert '<html lang="fr"' in page
    assert '<div class="words" lang="sv">' in page
    assert Case.objects.get().language == "sv"
