"""The desk small, large and on paper: what is long on a narrow screen (check 16), with wider and
larger letters (check 17), and what is printed (check 19). `test_looks.py` opens every page of the
desk for what holds for each."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dsar.accounts.roles import Role
from dsar.cases.operations.intake import Person
from dsar.companies.models import Company
from tests import desk
from tests.browser.survey import ENLARGED, MEASURE, NARROW, SPACED
from tests.browser.ux.test_media import printed, seen_on_paper

PAPER = Person(name="Robin Paper", postal="1 Quay\nLeeds")
RECEIVED, DUE = "Monday 23 November 2026", "Wednesday 23 December 2026"
A_PAGE = 50  # rows of the queue
AROUND = (
    "header nav",
    "main nav",
    "header a:not(.who a)",
    "header button",
    ".filters",
    ".links a",
)


@pytest.fixture
def page(sit_down, site):
    page = sit_down(desk.person(Role.DPO, *Company.objects.all(), name="dora"))
    page.add_init_script(MEASURE)
    return page


def around(page) -> list[str]:
    """What leads elsewhere and is on the paper nevertheless."""
    page.emulate_media(media="print")
    shown = [what for what in AROUND if any(e.is_visible() for e in page.locator(what).all())]
    page.emulate_media(media="screen")
    return shown + seen_on_paper(page)


def test_ux19_a_letter_is_printed_with_its_date_and_why(page, clock):
    case = desk.receive(Company.objects.get(slug="nexus-ip"), at=clock.now(), person=PAPER)
    letter = case.messages.filter(by_post=True).latest("at")
    page.goto(f"/desk/cases/{case.reference}/letters/{letter.pk}/")

    sheets, words = printed(page)

    for wanted in (case.reference, RECEIVED, DUE, "1 Quay", "How this date came about", "12A(1)"):
        assert wanted in words
    assert "I have posted it" not in words
    assert sheets <= 2
    assert around(page) == []


def test_ux19_a_closed_case_is_printed_with_its_proof_and_why(page, clock):
    friday = clock.now() - timedelta(days=3)
    asked = desk.receive(Company.objects.get(slug="nexus-ip"), at=friday)
    case = desk.closed(desk.attached(desk.identified(asked)))
    page.goto(f"/desk/cases/{case.reference}/")
    assert not page.locator("details[open]").count()

    _, words = printed(page)

    due = page.locator("table.why tr.sum td").first.text_content()
    for wanted in (case.reference, "Friday 20 November 2026", due, "12A(1)", "Answer released"):
        assert wanted in words
    assert "Nothing is left to do." in words
    # The letters stand there, too, closed as they are.
    assert "This is what we hold." in words
    assert around(page) == []


def test_ux19_the_months_report_is_printed_without_what_leads_elsewhere(page, clock):
    company = Company.objects.get(slug="nexus-ip")
    late = desk.receive(company, at=clock.now() - timedelta(days=50))
    page.goto("/desk/reports/2026-11/?company=nexus-ip")

    _, words = printed(page)

    for wanted in ("November 2026", company.name, late.reference, "Open now"):
        assert wanted in words
    assert "Sign the report" not in words
    assert around(page) == []


@pytest.fixture
def narrow(page):
    page.set_viewport_size(NARROW)
    return page


def test_ux16_a_full_page_of_the_queue_fits_a_narrow_screen(narrow, clock):
    companies = list(Company.objects.all())
    for number in range(A_PAGE):
        at = clock.now() - timedelta(days=number)
        desk.receive(companies[number % 5], at=at, now=clock.now())
    narrow.goto("/desk/cases/")

    expect(narrow.locator("table.cases tbody tr")).to_have_count(A_PAGE)
    assert narrow.evaluate("ux.facts().sideways") <= 0


def test_ux16_why_a_date_is_what_it_is_fits_a_narrow_screen(narrow, clock):
    company = Company.objects.get(slug="technology-nexus")
    case = desk.asked(desk.identified(desk.receive(company, at=clock.now())))
    narrow.goto(f"/desk/cases/{case.reference}/")
    narrow.locator("summary", has_text="Why this date").click()

    expect(narrow.locator("table.why")).to_be_visible()
    assert narrow.evaluate("ux.facts().sideways") <= 0


@pytest.mark.parametrize("path", ["cases/", "cases/{0}/", "cases/{0}/extend/", "reports/2026-11/"])
@pytest.mark.parametrize("rules", [SPACED, ENLARGED], ids=["wider", "larger"])
def test_ux17_other_letters_lose_nothing(page, clock, path, rules):
    """On a screen of the desk; with 320 pixels sideways scrolling is looked for as well."""
    companies = Company.objects.all()
    cases = [desk.identified(desk.receive(one, at=clock.now())) for one in companies]
    page.goto(f"/desk/{path.format(cases[0].reference)}")
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")

    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        lost = page.evaluate("rules => ux.under(rules)", rules)
        assert lost["cut"] + lost["over"] == []
        if width == 320 and rules == SPACED:
            assert lost["sideways"] <= 0
