"""Keys of the desk: each presses what stands there, no field minds them, and they can be switched
off (checks 14 and 15); the same places and actions without a script (check 12)."""

import string

import pytest
from playwright.sync_api import expect

from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk


@pytest.fixture
def case(site, clock) -> Case:
    return desk.identified(desk.receive(Company.objects.get(slug="connexai"), at=clock.now()))


def test_ux15_letters_lead_from_today_to_a_case_and_its_actions(at_the_desk, case):
    page = at_the_desk()
    page.goto("/desk/")
    page.keyboard.type("ga")
    expect(page.locator("h1")).to_have_text("All cases")
    page.keyboard.press("/")
    expect(page.get_by_label("Reference, name or email")).to_be_focused()
    page.keyboard.type(case.reference)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(case.reference)

    page.keyboard.press("w")
    expect(page.locator("details", has_text="Why this date")).to_have_attribute("open", "")
    page.keyboard.press("e")
    expect(page.locator("h1")).to_contain_text("Extend")
    page.keyboard.press("?")
    expect(page).to_have_url(f"{page.url.partition('/desk')[0]}/desk/commands/#keys")


def test_ux15_a_form_is_sent_by_ctrl_enter_and_its_letter_read_by_l(at_the_desk, case):
    page = at_the_desk()
    page.goto(f"/desk/cases/{case.reference}/")
    page.keyboard.press("p")
    expect(page.locator("h1")).to_contain_text("Ask a question")
    page.keyboard.press("l")
    expect(page.locator("details", has_text="The letter that goes")).to_have_attribute("open", "")
    page.get_by_role("radio").first.check()
    page.get_by_role("textbox").first.fill("Which calls?")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("status")).to_be_visible()
    assert Case.objects.get().status == "awaiting_requester"


def test_ux15_no_letter_acts_in_a_field(at_the_desk, case):
    page = at_the_desk()
    page.goto(f"/desk/cases/{case.reference}/extend/")
    box = page.get_by_role("textbox").first
    box.focus()

    page.keyboard.type(string.ascii_letters + string.digits + "/?")

    expect(box).to_have_value(string.ascii_letters + string.digits + "/?")
    assert page.url.endswith("/extend/")


def test_ux15_switched_off_no_letter_acts(at_the_desk, case):
    page = at_the_desk()
    page.goto("/desk/profile/")
    page.get_by_label("Keys of one letter act").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")

    page.keyboard.type("ga" + string.ascii_lowercase + string.digits + "/?")
    page.keyboard.press("Control+Enter")

    expect(page.locator("h1")).to_have_text("Profile")
    assert page.locator("script").count() == 0


def test_ux15_a_letter_of_ones_own_acts_instead(at_the_desk, case):
    page = at_the_desk()
    page.goto("/desk/profile/")
    page.get_by_text("Change single keys").click()
    page.get_by_label("Why this date").fill("y")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/desk/cases/{case.reference}/")
    why = page.locator("details", has_text="Why this date")

    page.keyboard.press("w")
    expect(why).not_to_have_attribute("open", "")
    page.keyboard.press("y")
    expect(why).to_have_attribute("open", "")


def test_ux12_the_list_of_commands_needs_no_script(at_the_desk, case):
    page = at_the_desk(java_script_enabled=False)
    page.goto(f"/desk/cases/{case.reference}/")
    page.get_by_role("link", name="Commands").click()
    expect(page.locator("h1")).to_have_text("Commands")

    page.get_by_role("link", name="Extend", exact=True).click()

    expect(page.locator("h1")).to_contain_text("Extend")


def test_ux13_a_script_that_does_not_come_leaves_every_link(at_the_desk, case):
    page = at_the_desk()
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/desk/")

    page.keyboard.type("ga")
    expect(page.locator("h1")).to_have_text("Today")
    page.get_by_role("link", name="All cases", exact=True).click()

    expect(page.locator("h1")).to_have_text("All cases")


def test_ux33_two_cases_are_selected_and_snoozed_by_letters_and_no_clock_moves(at_the_desk, site):
    cases = [desk.receive(Company.objects.get(slug="nexus-ip")) for _ in range(3)]
    due = [case.clock.due_on for case in cases]
    page = at_the_desk()
    page.goto("/desk/cases/")
    page.keyboard.type("xx")
    expect(page.get_by_text("2 selected", exact=True)).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_text("2 selected: 2 can be snoozed.")).to_be_visible()
    page.get_by_label("Tomorrow, 09:00").check()

    page.keyboard.press("Control+Enter")

    expect(page.locator("h1")).to_have_text("2 snoozed")
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Snoozed")).to_be_visible()
    assert [Case.objects.get(pk=case.pk).clock.due_on for case in cases] == due


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_ux29_what_was_done_to_several_is_taken_back(at_the_desk, site, script):
    case = desk.receive(Company.objects.get(slug="nexus-ip"))
    page = at_the_desk(java_script_enabled=script)
    page.goto("/desk/cases/")
    page.get_by_label(f"Select {case.reference}").check()
    page.get_by_role("button", name="Take", exact=True).click()
    page.get_by_role("button", name="Take 1").click()
    expect(page.locator("h1")).to_have_text("1 taken")
    assert Case.objects.get().owner_id

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("status")).to_contain_text("1 taken back")
    assert Case.objects.get().owner_id is None
