"""Errors and drafts: what is wrong is said once, and nothing that was typed is lost (24 to 28)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dsar.cases.models import Case
from dsar.portal.models import Draft
from tests.browser.people import Requester
from tests.browser.ux.findings import wrong
from tests.content.test_scanning_for_viruses import EICAR, clamd  # noqa: F401
from tests.samples import JPEG, PDF

PREFIX = "Error: "
TEN_MEGABYTES = 10 * 1024 * 1024
LOCKED = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R")
FILES = {
    "none": (None, "Choose a file, or use one of the other ways below"),
    "wrong type": (b"hello", "The file must be a JPEG, a PNG or a PDF."),
    "too big": (PDF + b"\0" * TEN_MEGABYTES, "The file must be smaller than 10 MB."),
    "empty": (b"", "The file is empty. Choose another one."),
    "protected": (LOCKED, "The file is protected by a password. Send one without."),
    "infected": (EICAR, "The file must be a JPEG, a PNG or a PDF."),
}


def with_errors(pages):
    return [one for one in pages if one.place.press and one.place.status in (400, 422)]


def test_ux24_a_summary_stands_first_and_leads_to_each_field(pages):
    found = with_errors(pages)

    assert found
    assert wrong(found, lambda one: not one.facts["summary"]) == {}
    assert wrong(found, lambda one: not one.facts["errors"]) == {}


def test_ux24_the_same_words_stand_at_the_field(pages_in_each):
    found = with_errors(pages_in_each)

    assert wrong(found, lambda one: [e for e in one.facts["errors"] if e[0] != e[1]]) == {}


def test_ux24_the_title_begins_with_the_error(pages):
    found = with_errors(pages)

    assert wrong(found, lambda one: not _begins_with_error(one)) == {}


def _begins_with_error(one) -> bool:
    return one.language != "en" or one.facts["title"].startswith(PREFIX)


def test_ux24_no_browser_speaks_for_the_page(pages):
    """Its bubbles are in another language, and gone before they are read."""
    assert wrong(pages, lambda one: one.facts["strict"]) == {}


def test_ux24_what_is_wrong_stays_in_its_box(requester):
    up_to_name(requester)
    requester.introduce("Your email address", **{"Your email address": "robin at example"})

    page = requester.page
    expect(page.get_by_label("Your name")).to_have_value(requester.name)
    expect(page.get_by_label("Your email address")).to_have_value("robin at example")
    assert page.title().startswith(PREFIX)
    page.locator(".errors a").first.click()
    expect(page.get_by_label("Your email address")).to_be_focused()


def up_to_name(requester: Requester) -> None:
    """A copy from ConnexAI, up to the page of name and address."""
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer("How do you know us?", choose=["I’m not sure"])


def up_to_check(requester: Requester) -> None:
    up_to_name(requester)
    requester.introduce()


def test_ux25_a_closed_browser_finds_its_answers_again(requester, visit):
    up_to_check(requester)
    kept = requester.page.context.storage_state()

    page = visit(java_script_enabled=False, storage_state=kept).new_page()
    page.goto("/connexai/")
    page.get_by_role("link", name="Continue where you left").click()

    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.get_by_text(requester.email)).to_be_visible()


def test_ux25_a_draft_is_kept_for_seven_days_and_says_so(requester, clock):
    up_to_name(requester)
    expect(requester.page.get_by_text("Monday 30 November 2026")).to_be_visible()

    clock.forward(days=7, minutes=1)
    requester.page.goto("/connexai/ask/check/")

    expect(requester.page.locator("h1")).to_have_text("There is no draft here")
    expect(requester.page.get_by_role("link", name="Start a request")).to_be_visible()


def test_ux25_a_draft_can_be_deleted(requester):
    up_to_name(requester)
    requester.go("Delete my draft")
    assert Draft.objects.count() == 1, "one slip of the finger is not enough"
    requester.press("Delete my draft")

    requester.page.goto("/connexai/ask/check/")

    expect(requester.page.locator("h1")).to_have_text("There is no draft here")
    assert not Draft.objects.exists()


def test_ux26_an_old_form_token_loses_nothing(requester):
    up_to_name(requester)
    requester.page.context.clear_cookies(name="csrftoken")
    requester.introduce()
    expect(requester.page.locator("h1")).to_have_text("Please send that once more")

    requester.press("Send again")

    assert requester.said()["Your email address"] == requester.email


def test_ux27_going_back_and_sending_again_makes_one_case(requester):
    up_to_check(requester)
    reference = requester.send()
    page = requester.page

    page.go_back()
    # Some browsers ask the server again and are shown the receipt at once.
    if page.get_by_role("button", name="Send your request").count():
        requester.press("Send your request")

    expect(page.locator(".panel .ref")).to_have_text(reference)
    assert Case.objects.count() == 1


def test_ux27_sending_from_two_windows_makes_one_case(requester):
    up_to_check(requester)
    other = requester.page.context.new_page()
    other.goto("/connexai/ask/check/")
    reference = requester.send()

    other.get_by_role("button", name="Send your request").click()

    expect(other.locator(".panel .ref")).to_have_text(reference)
    assert Case.objects.count() == 1


def test_ux27_loading_the_receipt_again_makes_one_case(requester):
    up_to_check(requester)
    reference = requester.send()

    requester.page.reload()

    expect(requester.page.locator(".panel .ref")).to_have_text(reference)
    assert Case.objects.count() == 1


@pytest.fixture
def at_the_upload(requester) -> Requester:
    requester.begin_at("Next Connex")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer("How do you know us?", choose=["I’m not sure"])
    requester.go("I do not have a company email address")
    requester.introduce()
    requester.press("I do not have this")
    return requester


def test_ux28_each_file_we_cannot_use_has_its_own_sentence(at_the_upload, tmp_path):
    for content, sentence in FILES.values():
        choose(at_the_upload, tmp_path, content)
        refused(at_the_upload, sentence)


def test_ux28_what_a_scanner_refuses_or_cannot_look_at_is_said(
    at_the_upload,
    clamd,  # noqa: F811
    settings,
    tmp_path,
):
    clamd.answer = b"stream: Eicar-Signature FOUND\0"
    choose(at_the_upload, tmp_path, JPEG)
    refused(at_the_upload, "The virus scanner refuses this file. Choose another one.")

    settings.CLAMD = "127.0.0.1:1"
    choose(at_the_upload, tmp_path, JPEG)
    refused(at_the_upload, "The file could not be checked for viruses just now.")


def choose(requester: Requester, folder: Path, content: bytes | None) -> None:
    file = folder / "passport.pdf"
    file.write_bytes(content or b"")
    given = None if content is None else file
    requester.answer("Passport or driving licence", choose=["Passport"], give=given)


def refused(requester: Requester, sentence: str) -> None:
    """It says so at the top and at the box; the other answer is kept and another way offered."""
    page = requester.page
    expect(page.locator(".errors li")).to_have_text(re.compile(re.escape(sentence)))
    expect(page.locator(".errorlist")).to_have_text(re.compile(re.escape(sentence)))
    expect(page.get_by_label("Passport", exact=True)).to_be_checked()
    name = "I do not have this: check me another way"
    expect(page.get_by_role("button", name=name)).to_be_visible()
