"""ux39: an administrator pastes a privacy policy. Every rule is found, missing or in conflict, each
found one beside a sentence of the text; nothing is published before somebody has looked."""

import os
from time import process_time

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from dsar.accounts.roles import Role
from dsar.companies.models import Company
from tests import desk
from tests.browser.people import Officer
from tests.companies.sources import POLICIES
from tests.pdf import a_pdf

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 5
AT = "/desk/companies/sixth-lamps/"

# UX.md 3.10. Each: what the review page shows; what the page of gaps lists as missing, and marks.
ORACLE = {
    "nexus-ip": (
        (
            "By email: info@nexusip.com",
            "By letter: letters are welcome; the address is asked for next",
            "Time to answer: 28 days",
            "Most that a request costs: 10 GBP",
            "Proof of identity: Always",
            "Right: Erasure",
        ),
        (
            "What is the postal address?",
            "No telephone number for requests.",
            "No length of an extension.",
            "No supervisory authority by name.",
            "Rights it does not name:",
        ),
        ("substantial cost to Nexus IP", "28 days of the request"),
    ),
    "next-connex": (
        (
            "By email: compliance@nextconnex.com",
            "What is asked as proof: company email address",
            "What is asked as proof: account or contract reference",
            "What is asked as proof: passport, driving licence",
            "Time to answer: 1 month",
            "Extension: 2 months",
            "Told of an extension: 1 month",
            "When money is asked: it is repeated, it is excessive",
            "Where to complain: Information Commission (ICO)",
        ),
        ("No telephone number for requests.", "portability", "automated decisions"),
        (
            "Where requests are complex and excessive",
            "Conflict: Proof may be asked only with reasonable doubts",
        ),
    ),
    "technology-nexus": (
        (
            "By email: dpo@nexusgroup.com",
            "By letter: letters are welcome; the address is asked for next",
            "Right: Portability",
            "Right: Restriction",
            "Right: Objection",
            "Right: Consent withdrawal",
            "Proof of identity: Only where there is doubt",
            "Data that others decide about: People are sent to whoever decides about their data",
        ),
        (
            "No number of days or months to answer.",
            "No length of an extension.",
            "No supervisory authority by name.",
            "No telephone number for requests.",
        ),
        ("reasonable timeframe",),
    ),
    "nexuscore": (
        (
            "By email: privacy@nexuscore.systems",
            "Time to answer: 1 month",
            "Extension: 2 months",
            "Proof of identity: Only where there is doubt",
            "Right: Automated-decision review",
            "Right: Consent withdrawal",
            "Data that others decide about: People are sent to whoever decides about their data",
        ),
        ("No postal address for requests.", "No telephone number for requests."),
        ("volume of requests",),
    ),
    "connexai": (
        (
            "By email: compliance@connexone.ng",
            "By phone: 0333 344 2435",
            "Time to answer: 1 month",
            "What a request costs: Free",
            "Proof of identity: Only where there is doubt",
            "How long letters are kept: 12 months",
            "Where to complain: Information Commission (ICO)",
        ),
        ("No length of an extension.",),
        ("We try to respond", "see section 8"),
    ),
}


@pytest.fixture
def ada(visit, site) -> Page:
    """An administrator in a browser without scripts, who has named a sixth company."""
    desk.person(Role.ADMIN, Company.objects.get(slug="nexus-ip"), name="ada")
    officer = Officer(visit(java_script_enabled=False).new_page())
    officer.sign_in("ada@example.com")
    page = officer.page
    page.get_by_role("link", name="Companies").click()
    page.get_by_role("link", name="Add a company").click()
    for label, typed in {
        "Name": "Sixth Lamps",
        "Legal name": "Sixth Lamps Ltd",
        "Website": "sixth.example",
        "What it does": "Lamps and shades",
        "Our mail comes from": "privacy@sixth.example",
    }.items():
        page.get_by_role("textbox", name=label, exact=True).fill(typed)
    page.get_by_role("combobox", name="Country").select_option("GB")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_have_text("The privacy policy of Sixth Lamps")
    return page


def policy(slug: str) -> str:
    file = POLICIES / f"{slug}.txt"
    if not file.is_file():
        pytest.skip(f"the policies are not part of the repository, and not in {POLICIES}")
    return file.read_text()


def give(page: Page, content: bytes, name: str) -> float:
    """The file is uploaded; how many seconds of work the answer took. The server runs in this
    process: what else the machine does meanwhile is not counted."""
    page.goto(AT + "text/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Or a file").set_input_files(files=[file])
    began = process_time()
    page.get_by_role("button", name="Read the policy").click()
    return process_time() - began


def read(page: Page, text: str) -> None:
    page.get_by_label("The policy’s words").fill(text)
    page.get_by_role("button", name="Read the policy").click()
    expect(page.locator("h1")).to_contain_text("says about requests")


def is_published() -> bool:
    return Client().get("/sixth-lamps/").status_code == 200


@pytest.mark.parametrize("slug", ORACLE)
def test_the_five_texts_give_what_reading_them_gives(ada, slug):
    text = policy(slug)
    found, missing, marked = ORACLE[slug]

    read(ada, text)
    rows = ada.locator("tbody th").all_inner_texts()
    quotes = ada.locator("q.found").all_text_contents()
    assert set(found) <= set(rows)
    assert len(quotes) == len(rows)
    spaced = " ".join(text.split())
    assert all(quote and " ".join(quote.split()) in spaced for quote in quotes)
    assert not is_published()

    ada.get_by_role("button", name="Use all that I have not decided").click()
    shown = " ".join(ada.locator("main").inner_text().split())
    assert [one for one in missing if one not in shown] == []
    assert [one for one in marked if one not in " ".join(shown.split())] == []
    assert not is_published()


def test_from_paste_to_the_first_request(ada, clock):
    read(ada, policy("nexus-ip"))
    ada.get_by_role("button", name="Continue", exact=True).click()
    expect(ada.get_by_role("alert")).to_contain_text("say whether it is used")

    ada.get_by_role("button", name="Use all that I have not decided").click()
    ada.get_by_role("button", name="Continue").click()
    expect(ada.get_by_role("alert")).to_contain_text("What is the postal address?")
    ada.get_by_label("Postal address for requests").fill("1 Lamp Street, Leeds")
    ada.get_by_role("button", name="Continue").click()

    expect(ada.locator("h1")).to_have_text("Try version 1 of Sixth Lamps")
    expect(ada.locator("table.why")).to_be_visible()
    expect(ada.get_by_text("Dear Test Person").first).to_be_visible()
    assert not is_published()
    ada.get_by_role("button", name="Publish version 1").click()

    assert is_published()
    case = desk.receive(Company.objects.get(slug="sixth-lamps"), at=clock.now())
    assert case.clock.explained.promise_on.isoformat() == "2026-12-21"
    assert str(case.clock.statutory_on) == "2026-12-23"


def test_without_a_text_there_is_still_a_portal_that_works(ada):
    ada.get_by_role("button", name="Read the policy").click()
    expect(ada.get_by_role("alert")).to_contain_text("Paste the policy’s words")

    ada.get_by_role("link", name="Go on without a text").click()
    ada.get_by_label("Email address for requests").fill("privacy@sixth.example")
    ada.get_by_role("button", name="Continue").click()
    ada.get_by_role("button", name="Publish version 1").click()

    assert is_published()


def test_whatever_is_given_gets_a_useful_answer_in_time(ada):
    swedish = "Du har rätt att få veta vilka uppgifter vi har om dig och att få dem rättade. " * 9
    paragraph = "You may ask for a copy of your personal data. We answer within 20 days.\n\n"
    most = (paragraph * 20_000)[:1_000_000]
    printed = ["You have the right to ask for a copy of your personal data, at no charge.",
               "We respond to your request within 21 days of receiving it."]  # fmt: skip
    for content, name, answer in (
        (most.encode(), "policy.txt", "Time to answer: 20 days"),
        (a_pdf(printed), "policy.pdf", "Time to answer: 21 days"),
        (swedish.encode(), "policy.txt", "Only English can be read."),
        (os.urandom(200_000), "policy.txt", "This is no text."),
        (b"", "policy.txt", "The file is empty."),
        (b"A" * 1_100_000, "policy.txt", "The file is larger than 1 MB."),
    ):
        took = give(ada, content, name)
        expect(ada.locator("main")).to_contain_text(answer)
        assert took < SECONDS, (name, answer, took)
    assert not is_published()
