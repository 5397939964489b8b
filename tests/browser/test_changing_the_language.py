"""In the middle of a page, with something typed: nothing is lost, and nothing sent by mistake."""

from playwright.sync_api import expect


def test_what_was_typed_is_there_in_the_other_language_and_enter_sends_it(requester):
    page = requester.page
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    page.locator("[name=specific]").fill("Calls in May")

    page.get_by_role("button", name="Svenska").click()

    assert page.locator("html").get_attribute("lang") == "sv"
    expect(page.locator("[name=specific]")).to_have_value("Calls in May")
    expect(page.locator(".errors")).to_have_count(0)


def test_enter_in_a_field_presses_no_language(requester):
    page = requester.page
    page.goto("/status/")
    page.get_by_role("button", name="Deutsch").click()
    page.locator("[name=email]").fill("nobody@example.org")

    page.locator("[name=email]").press("Enter")

    # Sent, and refused for the reference that is missing: a change of language shows no error.
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".errors")).to_be_visible()


def test_a_page_without_a_form_changes_too_and_may_be_reloaded(requester):
    page = requester.page
    page.goto("/help/")

    with page.expect_navigation():
        page.get_by_role("button", name="Nederlands").click()
    page.reload()

    assert page.locator("html").get_attribute("lang") == "nl"
