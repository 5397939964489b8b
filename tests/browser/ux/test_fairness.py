"""Fairness: little is asked, every way in is shown, nobody learns of it (checks 6, 34 to 36)."""

import re
import statistics
import time

import pytest
from playwright.sync_api import Page, expect

from dsar.companies.models import Company
from dsar.companies.rights import CHOICES
from tests import desk
from tests.browser.conftest import COMPANIES
from tests.browser.people import Requester
from tests.browser.ux.filling import walk
from tests.browser.ux.findings import wrong
from tests.budget import BUDGET

PRIVATE = ("/status/", "/ask/", "/sent/", "/draft/")


@pytest.mark.parametrize(("slug", "said", "required", "optional", "documents", "pages"), BUDGET)
def test_ux06_and_ux34_little_is_asked_and_nothing_twice(
    requester, passport, slug, said, required, optional, documents, pages
):
    """The shortest way through each company's form, up to the check of all answers."""
    boxes = walk(requester.page, slug, said, passport)
    needed = [box for box in boxes if not box.optional]

    assert len(needed) <= required, needed
    assert len(boxes) - len(needed) <= optional, boxes
    assert sum(box.kind == "file" for box in needed) <= documents
    assert len({box.page for box in boxes}) <= pages
    assert not [box for box in boxes if box.kind == "tel" or "phone" in box.name]
    for meant in ("name", "fills"):
        said_of = [getattr(box, meant) for box in boxes if getattr(box, meant) not in ("", "off")]
        assert len(said_of) == len(set(said_of)), said_of


def test_ux06_change_keeps_what_was_said(requester, passport):
    walk(requester.page, "connexai", {"right": "access"}, passport)
    page = requester.page

    page.locator("a[href$='/ask/contact/']").first.click()
    expect(page.get_by_label("Your name")).to_have_value("Robin Requester")
    requester.press("Continue")

    expect(page.locator("h1")).to_have_text("Check your answers")


@pytest.mark.parametrize("slug", COMPANIES)
def test_ux34_deleting_takes_at_most_one_page_more_than_a_copy(requester, passport, slug):
    copy = {box.page for box in walk(requester.page, slug, {"right": "access"}, passport)}
    requester.page.context.clear_cookies()
    delete = {box.page for box in walk(requester.page, slug, {"right": "erasure"}, passport)}

    assert len(delete) <= len(copy) + 1


def test_ux34_each_proof_can_be_lacking(requester, passport):
    walk(requester.page, "next-connex", {"right": "access"}, passport, without=True)

    assert requester.send().startswith("NEXT-")


@pytest.mark.parametrize("slug", COMPANIES)
def test_ux35_all_rights_are_offered_everywhere(page, site, slug):
    page.goto(f"/{slug}/ask/what/")

    labels = page.locator(".choices label").all_inner_texts()

    assert [label.strip() for label in labels] == [label for _, label in CHOICES]
    assert len(labels) == 10


@pytest.mark.parametrize("slug", COMPANIES)
@pytest.mark.parametrize("path", ["", "ask/check/", "ask/nothing-like-it/"])
def test_ux35_every_way_in_is_shown_on_the_start_and_where_a_page_is_missing(
    page, site, slug, path
):
    page.goto(f"/{slug}/{path}")
    words = page.locator("main").inner_text()

    channels = Company.objects.get(slug=slug).policy.rules.channels
    assert channels
    assert [said.value.value for said in channels if said.value.value not in words] == []


def test_ux35_no_account_no_puzzle_no_banner(pages):
    """No box for a password, nothing drawn by others, and nothing to accept."""
    asked = re.compile(r"captcha|accept (all )?cookies|create an account|sign up", re.IGNORECASE)

    assert wrong(pages, lambda one: asked.search(one.facts["words"])) == {}
    assert wrong(pages, lambda one: one.facts["passwords"] + one.facts["puzzles"]) == {}


def test_ux35_no_more_than_two_cookies_are_set_and_both_are_explained(requester):
    page = requester.page
    requester.begin_at("Technology Nexus")
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken"}
    requester.answer("What would you like us to do?", choose=["Stop sending me marketing"])
    requester.answer("Your email address", write={"Your email address": requester.email})
    requester.send()

    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    page.goto("/cookies/")

    assert len(cookies) <= 2
    for name, cookie in cookies.items():
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
        assert cookie["sameSite"] == "Lax"
    assert cookies["sessionid"]["httpOnly"]


def ask_for(page: Page, reference: str, email: str) -> tuple[str, int, float]:
    """What is seen, with which status, after how many seconds."""
    page.context.clear_cookies()
    page.goto("/status/")
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("Your email address").fill(email)
    began = time.monotonic()
    with page.expect_navigation() as led:
        page.get_by_role("button", name="Continue", exact=True).click()
    took = time.monotonic() - began
    answer = led.value
    return page.locator("main").inner_text(), answer.status if answer else 0, took


def test_ux36_a_known_and_an_unknown_pair_look_alike(page, site, clock, settings):
    """Words, status and time: the medians of thirty lie within a tenth of a second."""
    companies = Company.objects.all()
    known = [desk.receive(one, at=clock.now()).reference for one in companies for _ in range(6)]
    email, took = desk.REQUESTER.email, {True: [], False: []}
    seen = set()

    for number, reference in enumerate(known):
        clock.forward(hours=2)  # past every limit
        for is_known, pair in ((True, reference), (False, f"NIP-2222-{22 + number}")):
            words, status, seconds = ask_for(page, pair, email)
            seen.add((words, status))
            took[is_known].append(seconds)

    assert len(seen) == 1, seen
    assert len(took[True]) == 30
    medians = [statistics.median(times) for times in took.values()]
    assert abs(medians[0] - medians[1]) < 0.1, medians


def test_ux36_opening_the_link_uses_nothing_up(requester, clock, post):
    case = desk.receive(Company.objects.get(slug="nexus-ip"), at=clock.now())
    page = requester.page
    page.goto(f"/status/?ref={case.reference}")
    page.get_by_label("Your email address").fill(requester.email)
    requester.press("Continue")
    links = re.findall(r"https?://\S+/status/open/\S+", post.newest())
    for _ in range(3):
        page.goto(links[0])

    page.goto("/status/code/")
    requester.enter_code()

    expect(page.get_by_text(case.reference).first).to_be_visible()


def test_ux36_pages_about_a_person_are_kept_and_indexed_nowhere(pages):
    about = [one for one in pages if one.place.path.startswith("/status/")]

    assert about
    assert wrong(about, lambda one: one.headers["cache-control"] != "no-store") == {}
    assert wrong(about, lambda one: "noindex" not in one.headers["x-robots-tag"]) == {}
    assert wrong(about, lambda one: "no-referrer" not in one.headers["referrer-policy"]) == {}


def test_ux36_no_address_names_a_person_or_a_right(pages):
    rights = "|".join(right for right, _ in CHOICES)
    telling = re.compile(rf"robin|@|%40|\b({rights})\b", re.IGNORECASE)

    assert wrong(pages, lambda one: telling.search(one.url)) == {}


def test_ux36_no_subject_of_a_mail_tells_what_it_is_about(requester: Requester, post):
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Delete my data"])
    requester.answer("Is there something specific we should delete?")
    requester.answer("How do you know us?", choose=["I’m not sure"])
    requester.introduce()
    reference = requester.send()
    requester.follow(reference)

    subjects = {str(letter["Subject"]) for letter in post.letters()}

    assert subjects == {f"ConnexAI: {reference}"}
