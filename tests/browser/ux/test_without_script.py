"""Without a script: every page and every journey (checks 10, 11 and 13)."""

import re

import pytest
from playwright.sync_api import expect

from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.browser.people import Requester, text_of
from tests.browser.ux.findings import wrong
from tests.browser.ux.journeys import ANSWER, JOURNEYS, answer_case, collect_answer


def test_ux10_nothing_is_swapped_behind_ones_back(pages):
    """Each view is a page of its own, so that focus and history are the browser's."""
    assert wrong(pages, lambda one: one.facts["swapped"]) == {}


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
def test_ux11_a_request_is_made_and_answered_without_a_script(journey, requester, passport):
    journey(requester, passport)


def test_ux11_sam_asks_for_two_things_at_once_and_proves_who_he_is_once(requester, clock, post):
    requester.begin_at("NexusCore")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer("How do you know us?", choose=["I’m not sure"])
    requester.introduce()
    requester.go("Add another request")
    requester.answer("What else would you like us to do?", choose=["Delete my data"])
    requester.answer("Is there something specific we should delete?")
    said = requester.said()
    clock.forward(minutes=4)
    requester.press("Send your requests")
    expect(requester.page.locator("h1")).to_have_text("Requests sent")
    copy, deletion = requester.page.locator("section .ref").all_inner_texts()

    assert said["What else would you like us to do?"] == "Delete my data"
    receipt = text_of(post.letters()[-1])
    assert len(post.letters()) == 1
    assert copy in receipt
    assert deletion in receipt

    requester.follow(copy)
    requester.press(f"Open {deletion}")
    expect(requester.page.get_by_text("Delete my data").first).to_be_visible()
    answer_case(copy, clock)

    assert Case.objects.get(reference=deletion).identity_settled_at is not None
    assert collect_answer(requester, copy) == ANSWER


def test_ux11_elin_begins_on_a_phone_and_goes_on_at_a_desk(requester, visit, post, clock):
    requester.begin_at("Technology Nexus")
    requester.answer("What would you like us to do?", choose=["Correct my data"])
    requester.answer(
        "What should we correct?",
        write={"What is wrong or missing?": "My street", "What should it say?": "Example Road"},
    )
    requester.go("Save and come back in another browser")
    requester.fill(requester.page.get_by_label("Your email address"), requester.email)
    requester.press("Send me the link")
    expect(requester.page.locator("h1")).to_have_text("Your draft is saved")
    link = re.search(r"https?://\S+/draft/open/\S+", post.newest()).group()

    desk_browser = Requester(visit(java_script_enabled=False).new_page(), post, clock)
    desk_browser.page.goto(link)
    desk_browser.press("Open my draft")
    desk_browser.answer("How do you know us?", choose=["I’m not sure"])
    # Her address is there: nothing is asked twice.
    expect(desk_browser.page.get_by_label("Your email address")).to_have_value(requester.email)
    desk_browser.answer("Your name and email address", write={"Your name": requester.name})

    assert desk_browser.said()["What should it say?"] == "Example Road"
    assert desk_browser.send().startswith("TECH-")


def test_ux11_messages_complaint_and_withdrawal_work_without_a_script(requester, clock):
    case = desk.receive(Company.objects.get(slug="connexai"), at=clock.now())
    page = requester.page
    requester.follow(case.reference)

    requester.go("Write to us")
    requester.fill(page.get_by_role("textbox"), "I have moved house.")
    requester.press("Send your message")
    expect(page.get_by_text("I have moved house.")).to_be_visible()

    requester.go("Complain to ConnexAI")
    requester.fill(page.get_by_label("What went wrong?"), "Nobody answers the phone.")
    requester.press("Send your complaint")
    complaint = Case.objects.exclude(pk=case.pk).get()
    assert complaint.right == "complaint"

    page.goto("/status/request/")
    requester.go("Withdraw this request")
    requester.press("Withdraw this request")
    expect(page.get_by_role("status")).to_contain_text("Your request is withdrawn.")


def test_ux13_no_script_can_fail(pages):
    assert wrong(pages, lambda one: one.facts["scripts"]) == {}
