"""The desk's own work by keyboard alone, and without a script (checks 12 and 14)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.reports.models import SignedReport
from tests import desk
from tests.browser.people import Officer, Typist


@pytest.fixture
def dpo(site):
    return desk.person(Role.DPO, *Company.objects.all(), name="dora")


@pytest.fixture
def unscripted(sit_down, dpo) -> Officer:
    """Dora may do everything here that concerns cases; her browser runs no script."""
    return Officer(sit_down(dpo, java_script_enabled=False))


@pytest.fixture
def case(site, clock) -> Case:
    return desk.identified(desk.receive(Company.objects.get(slug="connexai"), at=clock.now()))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_ux14_a_case_is_worked_by_keyboard_from_today_to_extended(
    at_the_desk, post, clock, site, script
):
    """Tab, Enter, Space and arrows; nothing is clicked."""
    case = desk.receive(Company.objects.get(slug="connexai"), at=clock.now())
    typist = Typist(at_the_desk(java_script_enabled=script), post, clock)
    page, heading = typist.page, typist.page.locator("h1")
    page.goto("/desk/")

    typist.go(case.reference)
    expect(heading).to_contain_text(f"{case.reference} Access")
    typist.go("Check who is asking")
    expect(heading).to_contain_text("Accept identity")
    typist.check(page.get_by_role("radio", name="An officer recognised them"))
    typist.press("Accept identity")
    expect(page.get_by_role("status")).to_contain_text("Identity accepted.")

    why = page.locator("summary", has_text="Why this date")
    typist.click(why)
    expect(page.locator("table.why")).to_be_visible()

    typist.go("Extend")
    expect(heading).to_contain_text("Extend")
    typist.check(page.get_by_role("radio", name=re.compile("^The request is complex")))
    typist.fill(page.get_by_role("textbox", name="Your reasons"), "Three carriers keep them.")
    typist.press("Show the letter with my words")
    expect(page.locator("details .words")).to_contain_text("Three carriers keep them.")
    typist.press("Send and extend")
    expect(page.get_by_role("status")).to_contain_text("Extended.")

    assert Case.objects.get().clock.extended
    assert "Three carriers keep them." in desk.letter(case, "extension")


def test_ux12_the_queue_is_filtered_and_several_are_assigned_without_a_script(
    unscripted, asha, clock
):
    companies = {company.slug: company for company in Company.objects.all()}
    there, elsewhere = companies["nexus-ip"], companies["connexai"]
    cases = [desk.receive(there, at=clock.now()) for _ in range(3)]
    other = desk.receive(elsewhere, at=clock.now())
    page = unscripted.page
    page.goto("/desk/cases/")
    expect(page.get_by_role("link", name=other.reference)).to_be_visible()

    page.get_by_label("Company").select_option(label=there.name)
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("link", name=other.reference)).to_have_count(0)
    for case in cases[:2]:
        page.get_by_label(f"Select {case.reference}").check()
    page.get_by_role("button", name="Assign", exact=True).click()
    page.get_by_label("Who works on them?").select_option(value=str(asha.pk))
    page.get_by_role("button", name="Assign 2").click()

    expect(page.locator("h1")).to_have_text("2 assigned")
    assert set(Case.objects.filter(owner=asha)) == set(cases[:2])


def test_ux12_a_question_pauses_without_a_script(unscripted, case):
    unscripted.page.goto(f"/desk/cases/{case.reference}/")
    unscripted.take("Ask a question")
    unscripted.choose("Which data or which use of it they mean.")
    unscripted.write("Your question", "Which calls?")
    assert "No due date until they answer." in unscripted.row("After")
    unscripted.press("Send the question", done="Question sent.")

    assert Case.objects.get().status == "awaiting_requester"
    assert "Which calls?" in desk.letter(case, "question")


def test_ux12_the_letter_is_read_before_it_extends_without_a_script(unscripted, case):
    page = unscripted.page
    page.goto(f"/desk/cases/{case.reference}/")
    unscripted.take("Extend")
    unscripted.choose("The request is complex")
    unscripted.write("Your reasons", "Three carriers keep them.")
    page.get_by_role("button", name="Show the letter with my words").click()
    expect(page.locator("details .words")).to_contain_text("Three carriers keep them.")
    assert not Case.objects.get().clock.extended
    unscripted.press("Send and extend", done="Extended.")

    assert Case.objects.get().clock.extended


def test_ux12_a_request_is_refused_without_a_script(unscripted, case):
    unscripted.page.goto(f"/desk/cases/{case.reference}/")
    unscripted.take("Refuse")
    unscripted.choose("An answer would harm the rights of others")
    unscripted.write("Your reasons", "The recording is of two people.")
    unscripted.press("Refuse", done="Refused.")

    assert Case.objects.get().outcome == "refused"
    assert "The recording is of two people." in desk.letter(case, "refused")


def test_ux12_what_was_answered_is_closed_without_a_script(unscripted, site, clock):
    asked = desk.receive(Company.objects.get(slug="nexus-ip"), at=clock.now() - timedelta(days=1))
    case = desk.released(desk.attached(desk.identified(asked)))
    unscripted.page.goto(f"/desk/cases/{case.reference}/")
    unscripted.take("Close")
    unscripted.choose("Fulfilled")
    unscripted.press("Close", done="Closed.")

    assert Case.objects.get().outcome == "fulfilled"


def test_ux12_a_months_report_is_signed_without_a_script(unscripted, clock):
    there = Company.objects.get(slug="nexus-ip")
    desk.receive(there, at=clock.now().replace(month=10))
    page = unscripted.page
    page.goto("/desk/reports/2026-10/?company=nexus-ip")
    unscripted.write("Note", "Nothing to add.")
    unscripted.check("I have read this report and sign it")
    page.get_by_role("button", name="Sign the report").click()

    expect(page.get_by_role("status")).to_be_visible()
    assert SignedReport.objects.get().company == there
