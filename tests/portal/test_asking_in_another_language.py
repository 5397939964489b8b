"""What a requester reads is in their language; what officers read of it is English."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.companies.presets import PRESETS
from dsar.companies.wording import public_words
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.conftest import received
from tests.portal.visitor import Visitor, follow

Say = Callable[[dict[str, str]], None]
PROOFS = ("proof-agreement-reference", "proof-identity-document")

WORDS = {
    "What would you like us to do?": "Was sollen wir tun?",
    "Get a copy of my data": "Kopie meiner Daten",
    "Correct my data": "Meine Daten berichtigen",
    "How do you know us?": "Woher kennen Sie uns?",
    "I am, or was, a customer of {company}": "Ich bin oder war Kunde von {company}",
    "Is there something specific you want?": "Geht es um etwas Bestimmtes?",
    "Your name": "Ihr Name",
}


def german() -> Client:
    return Client(headers={"Accept-Language": "de"})


def test_questions_answers_and_the_check_of_them_are_in_the_language_of_the_page(
    visitor: Visitor, in_german: Say
) -> None:
    in_german(WORDS)
    visitor.client = german()

    visitor.walk("access", specific="Die Rechnungen")

    assert "Was sollen wir tun?" in visitor.text
    assert "Kopie meiner Daten" in visitor.text
    assert "Ich bin oder war Kunde von Nexus IP" in visitor.text
    assert "Ihr Name" in visitor.text


def test_officers_read_the_questions_in_english_and_the_answers_as_written(
    visitor: Visitor, in_german: Say
) -> None:
    in_german(WORDS)
    visitor.client = german()

    case = visitor.walk("access", specific="Die Rechnungen").send()

    kept = unseal(case.messages.get(kind="request"), "body")
    assert kept["subject"] == "Get a copy of my data"
    assert kept["text"].split("\n\n") == [
        "What would you like us to do?\nGet a copy of my data",
        "Is there something specific you want?\nDie Rechnungen",
        "How do you know us?\nI am, or was, a customer of Nexus IP",
    ]


def test_their_own_page_says_in_their_language_what_they_asked_for(
    visitor: Visitor, in_german: Say
) -> None:
    in_german(WORDS | {"We need to check who you are": "Wir prüfen, wer Sie sind"})
    case = visitor.walk("rectification").send()

    page = follow(case, german()).get("/status/request/").content.decode()

    assert "Meine Daten berichtigen" in page
    assert "Wir prüfen, wer Sie sind" in page


def test_their_page_shows_what_they_answered_as_it_was_put_to_them(
    visitor: Visitor, in_german: Say
) -> None:
    in_german(WORDS)
    visitor.client = german()
    case = visitor.walk("access", specific="Die Rechnungen").send()

    page = follow(case, german()).get("/status/request/").content.decode()

    assert "Was sollen wir tun?<br>Kopie meiner Daten" in page.replace("\n", "<br>")
    assert "Get a copy" not in page


def test_what_is_said_of_an_answer_is_english_at_the_desk_alone(
    nexus_ip: Company, in_german: Say
) -> None:
    broken = "It does not open, or looks broken"
    in_german({"Partly": "Zum Teil", broken: "Sie ist kaputt", "What went wrong?": "Was war?"})
    desk.person(Role.OFFICER, nexus_ip)
    case = desk.released(desk.attached(desk.identified(received(nexus_ip))))
    file = case.documents.get(kind="answer").pk
    browser = follow(case, german())

    browser.post("/status/request/was-it-this/", {"verdict": "partly", "text": "Ein Jahr fehlt."})
    browser.post(f"/status/request/files/{file}/cannot-open/", {"why": "broken"})
    browser.post("/status/request/complain/", {"wrong": "Zu spät."})

    page = browser.get("/status/request/").content.decode()
    assert "Zum Teil" in page
    assert "Sie ist kaputt" in page
    assert "Partly" not in page
    assert broken not in page
    complaint = Case.objects.get(right="complaint").messages.get(kind="request")
    kept = [
        unseal(message, "body")
        for message in (
            case.messages.get(kind="verdict"),
            case.messages.get(kind="cannot-open"),
            complaint,
        )
    ]
    assert [body["text"].split("\n")[0].split(": ")[-1] for body in kept] == [
        "Partly",
        broken,
        "What went wrong?",
    ]
    assert kept[-1]["as_shown"].startswith("Was war?\nZu spät.")


def test_a_company_s_own_words_are_in_the_language_of_the_page(
    at_next_connex: Visitor, in_german: Say
) -> None:
    """As far as they are known: they stand in the database in English."""
    words = public_words(PRESETS["next-connex"].rules)
    in_german({english: f"de:{english}" for english in words})
    visitor = at_next_connex
    visitor.client = german()

    pages = [visitor.see(""), visitor.see("complain/")]
    visitor.answer("what", right="portability")
    visitor.answer("to", to="me")
    pages.append(visitor.see("ask/include/"))
    visitor.walk("portability")
    pages += [visitor.see(f"ask/{slug}/") for slug in ("contact", *PROOFS)]
    pages.append(visitor.answer("proof-agreement-reference", text=""))

    seen = "".join(unescape(page.content.decode()) for page in pages)
    shown = set(public_words(PRESETS["next-connex"].rules)) - {"Satswana, an outside firm"}
    assert [one for one in shown if f"de:{one}" not in seen] == []
    assert [one for one in shown if re.search(rf"(?<!de:){re.escape(one)}<", seen)] == []
