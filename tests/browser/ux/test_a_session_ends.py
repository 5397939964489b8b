"""An ended session loses nothing at the desk (check 26)."""

import pytest
from playwright.sync_api import expect

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.browser.people import Officer

WORDS = "Which of your calls do you mean?"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_ux26_a_letter_is_sent_after_signing_in_again(visit, site, clock, script):
    connexai = Company.objects.get(slug="connexai")
    desk.person(Role.OFFICER, connexai, name="asha")
    case = desk.identified(desk.receive(connexai, at=clock.now()))
    context = visit(java_script_enabled=script)
    asha = Officer(context.new_page())
    asha.sign_in("asha@example.com")
    asha.open(case.reference)
    asha.take("Ask a question")
    asha.choose("Which data or which use of it they mean.")
    asha.write("Your question", WORDS)
    context.clear_cookies(name="sessionid")
    asha.page.get_by_role("button", name="Send the question").click()
    expect(asha.page.locator("h1")).to_have_text("You were signed out")

    with context.expect_page() as opened:
        asha.page.get_by_role("link", name="Sign in").click()
    _sign_in(opened.value)
    asha.page.get_by_role("button", name="Send it again").click()
    asha.page.get_by_role("button", name="Send again").click()

    expect(asha.page.get_by_role("status")).to_contain_text("Question sent.")
    assert WORDS in desk.letter(Case.objects.get(), "question")


def _sign_in(page) -> None:
    page.get_by_label("Email").fill("asha@example.com")
    page.get_by_label("Password").fill(desk.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Today")
