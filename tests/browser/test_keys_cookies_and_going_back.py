"""What people do with a browser besides filling in the page before them."""

from playwright.sync_api import Locator, Page, expect

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.browser.people import Requester


def tab_to(page: Page, wanted: Locator) -> None:
    """There and nowhere else, as far as it takes."""
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted} on {page.url}")


def press(page: Page, role: str, name: str) -> None:
    tab_to(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def begin(requester: Requester) -> None:
    """A copy from ConnexAI, up to the check of all answers."""
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer("How do you know us?", choose=["I’m not sure"])
    requester.introduce()


def test_a_request_is_sent_and_withdrawn_without_a_mouse(requester, post):
    page = requester.page
    page.goto("/")
    press(page, "link", "ConnexAI")
    press(page, "link", "Start now")
    # Into the group with Tab, along it with an arrow, which also chooses.
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Correct my data")).to_be_checked()
    page.keyboard.press("ArrowUp")
    press(page, "button", "Continue")
    press(page, "button", "Continue")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    press(page, "button", "Continue")
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type(requester.name)
    tab_to(page, page.get_by_label("Your email address"))
    page.keyboard.type(requester.email)
    page.keyboard.press("Enter")
    press(page, "button", "Send your request")
    expect(page.locator("h1")).to_have_text("Request sent")

    press(page, "link", "See how your request is going")
    tab_to(page, page.get_by_label("Your email address"))
    page.keyboard.type(requester.email)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Enter the code")
    tab_to(page, page.get_by_label("The code from the email"))
    page.keyboard.type(post.code())
    page.keyboard.press("Enter")
    press(page, "link", "Withdraw this request")
    press(page, "button", "Withdraw this request")

    expect(page.get_by_role("status")).to_contain_text("Your request is withdrawn.")
    assert Case.objects.get().outcome == "withdrawn"


def test_an_officer_accepts_an_identity_without_a_mouse(site, officer, clock):
    connexai = Company.objects.get(slug="connexai")
    person = desk.person(Role.OFFICER, connexai, name="asha")
    case = desk.receive(connexai, at=clock.now())
    page = officer.page
    page.goto("/desk/")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(person.email)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(desk.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Today")

    press(page, "link", "All cases")
    press(page, "link", case.reference)
    press(page, "link", "Check who is asking")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="An officer recognised them")).to_be_checked()
    press(page, "button", "Accept identity")

    expect(page.get_by_role("status")).to_contain_text("Identity accepted.")


def test_going_back_and_sending_again_makes_one_case(requester):
    begin(requester)
    reference = requester.send()
    page = requester.page

    page.go_back()
    # Some browsers ask the server again and are shown the receipt at once.
    if page.get_by_role("button", name="Send your request").count():
        requester.press("Send your request")

    expect(page.locator(".panel .ref")).to_have_text(reference)
    assert Case.objects.count() == 1


def test_sending_from_two_windows_makes_one_case(requester):
    begin(requester)
    other = requester.page.context.new_page()
    other.goto("/connexai/ask/check/")
    reference = requester.send()

    other.get_by_role("button", name="Send your request").click()

    expect(other.locator(".panel .ref")).to_have_text(reference)
    assert Case.objects.count() == 1


def test_a_closed_browser_finds_its_answers_again(requester, visit):
    begin(requester)
    kept = requester.page.context.storage_state()

    page = visit(java_script_enabled=False, storage_state=kept).new_page()
    page.goto("/connexai/")
    page.get_by_role("link", name="Continue where you left").click()

    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.get_by_text(requester.email)).to_be_visible()


def test_no_more_than_two_cookies_are_set_and_both_are_explained(requester):
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
