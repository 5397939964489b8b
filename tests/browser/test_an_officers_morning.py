"""UX 3.7: Asha's morning in fourteen steps, from the sentence that opens the day to nothing overdue
without a letter. Keys where the story names them."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from dsar.accounts.models import User
from dsar.cases.models import Case
from tests.browser import morning
from tests.browser.clock import Clock as Time
from tests.browser.people import Officer, Post, text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
TITLE = re.compile(r"^\(2\) Today")


@pytest.fixture
def clock(clock: Time) -> Time:
    """08:45."""
    clock.forward(minutes=-15)
    return clock


@pytest.fixture
def lena(site: str) -> User:
    return morning.second_person("connexai")


@pytest.fixture
def cases(clock: Time, lena: User, site: str) -> Mapping[str, Case]:
    return morning.begin(clock.now())


class Asha(Officer):
    """At her desk, with the cases by what the story calls them."""

    def __init__(self, page: Page, cases: Mapping[str, Case], post: Post) -> None:
        super().__init__(page)
        self.cases, self.post = cases, post

    def at(self, name: str, then: str = "") -> None:
        self.page.goto(f"/desk/cases/{self.cases[name].reference}/{then}")

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def main(self) -> str:
        return str(self.page.locator("main").inner_text())

    def why(self) -> list[list[str]]:
        """The table “Why this date”, opened by its key: step, date and the rest of each row."""
        rows = self.page.locator("table.why tbody tr")
        expect(rows.first).to_be_hidden()
        self.key("w")
        expect(rows.first).to_be_visible()
        return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def test_the_morning(officer, cases, clock, post):
    morning.mail_arrives(clock.now())
    post.letters()
    asha = Asha(officer.page, cases, post)
    asha.sign_in("asha@example.com")
    the_day_opens_with_a_sentence(asha)
    a_mail_becomes_a_case(asha)
    what_is_late_is_explained(asha)
    what_is_due_today_leaves(asha)
    promise_and_law_stand_side_by_side(asha)
    the_pause_is_counted_for_her(asha)
    three_months_from_the_start(asha)
    owners_are_nudged_and_the_case_snoozed(asha, clock)
    the_cost_of_searching_is_no_ground(asha)
    the_clock_is_paused_by_a_question(asha)
    more_time_by_a_letter(asha)
    a_refusal_waits_for_lena(asha, clock)
    closed_with_proof(asha)
    nothing_is_overdue_without_a_letter(asha)


def the_day_opens_with_a_sentence(asha: Asha) -> None:
    expect(asha.page.locator(".lede")).to_have_text(
        "1 overdue, 1 due today, 4 due within 7 days, 0 waiting for the requester, 0 new."
    )
    expect(asha.page).to_have_title(TITLE)
    expect(asha.page.get_by_role("link", name="Incoming mail: 1 to be decided")).to_be_visible()


def a_mail_becomes_a_case(asha: Asha) -> None:
    """Received is when it arrived at the mailbox, not now."""
    asha.page.get_by_role("link", name="Incoming mail: 1 to be decided").click()
    asha.page.get_by_role("link", name="My data").click()
    quoted = asha.page.locator("dl.rows > div", has_text="Delete my data").locator("dd").first
    expect(quoted).to_have_text("“Please delete all my data.”")
    expect(asha.page.get_by_role("checkbox", name="Delete my data")).to_be_checked()
    asha.page.get_by_role("button", name="Accept it").click()

    case = Case.objects.get(channel="email")
    asha.page.goto(f"/desk/cases/{case.reference}/")
    assert asha.row("Received") == "Sunday 22 November 2026, 21:10, email"
    assert "Nexus IP" in asha.page.locator("h1").inner_text()
    letters = [m for m in _all_mail(asha.post) if m["To"] == "dana@example.org"]
    assert case.reference in text_of(letters[-1])


def what_is_late_is_explained(asha: Asha) -> None:
    asha.key("g", "t")
    overdue = asha.page.locator("section", has=asha.page.get_by_role("heading", name="Overdue"))
    overdue.get_by_role("link").first.click()
    expect(asha.page.locator(".clock p").first).to_contain_text(
        "Late by 7 days · it was due on Monday 16 November 2026"
    )
    asha.take("Say that we are late")
    asha.write("Why it takes longer", "One carrier has not answered us.")
    asha.page.get_by_role("button", name="Show the letter with my words").click()
    expect(asha.page.locator("details .words")).to_contain_text("One carrier has not answered us.")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_contain_text("The requester is told")


def what_is_due_today_leaves(asha: Asha) -> None:
    """22 November was a Sunday. A person looked at what a machine had decided."""
    asha.at("due today")
    assert any("Sunday 22 November is not a working day" in row[0] for row in asha.why())
    asha.take("Release the answer")
    assert "A person looked at the decision" in asha.main()
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_contain_text("Answered.")
    assert _now(asha, "due today").released_at


def promise_and_law_stand_side_by_side(asha: Asha) -> None:
    asha.at("promised")
    expect(asha.page.locator(".clock").first).to_contain_text(
        "Promised by Friday 27 November 2026; the law says Monday 30 November 2026."
    )
    steps = str(asha.why())
    assert "Art" in steps
    assert "policy" in steps.lower()


def the_pause_is_counted_for_her(asha: Asha) -> None:
    """20 October to 2 November: 14 days, both ends counted."""
    asha.at("paused once")
    dates = [row[1] for row in asha.why()]
    assert dates[-1] == "Mon 30 Nov 2026"
    assert "Mon 16 Nov 2026" in dates
    assert "14 days" in asha.page.locator("table.why").inner_text()


def three_months_from_the_start(asha: Asha) -> None:
    """There is no 31 November; and nobody extends twice."""
    asha.at("extended")
    expect(asha.page.locator(".clock p").first).to_contain_text("Due Monday 30 November 2026")
    assert asha.why()[-1][1] == "Mon 30 Nov 2026"
    asha.at("extended", "extend/")
    assert "This request has been extended already; it can be extended once." in asha.main()


def owners_are_nudged_and_the_case_snoozed(asha: Asha, clock: Time) -> None:
    """Snoozing hides it from her lists; no clock moves."""
    asha.at("moving")
    before = len(_all_mail(asha.post))
    for owner in ("Lars", "Olive"):
        asha.at("moving", "send_search/")
        asha.choose("Logs" if owner == "Lars" else "Orders")
        asha.press("Send another link", done="The mail is on its way.")
    sent = [mail["To"] for mail in _all_mail(asha.post)[before:]]
    assert {"lars@example.com", "olive@example.com"} <= set(sent)
    asha.key("h")
    asha.choose("Another day")
    asha.page.locator("#id_day").fill("2026-12-05")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("alert")).to_contain_text("not later than that")
    asha.choose("Tomorrow, 09:00")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_contain_text("until Tuesday 24 November 2026, 09:00")
    assert _now(asha, "moving").clock.due_on == date(2026, 11, 27)


def the_cost_of_searching_is_no_ground(asha: Asha) -> None:
    """Whatever the policy says; and the DPO finds the wording among the policy problems."""
    asha.at("expensive", "ask_fee/")
    assert "“we may charge a maximum of £10”" in asha.main()
    assert "The cost of searching is not a ground." in asha.main()
    asha.write("The facts", "Searching the archive is expensive.")
    asha.write("Amount", "10")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("alert")).to_contain_text("Choose a lawful ground.")
    assert not asha.cases["expensive"].fees.exists()


def the_clock_is_paused_by_a_question(asha: Asha) -> None:
    """Before and after stand there before she sends."""
    asha.at("unclear")
    asha.key("p")
    expect(asha.page.locator("h1")).to_contain_text("Ask a question")
    assert asha.row("Before").startswith("Due Friday 18 December 2026")
    assert "No due date until they answer. 26 days stay left." in asha.row("After")
    asha.choose("Which data or which use of it they mean.")
    asha.write("Your question", "Which emails do you mean? There are 9,000.")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_contain_text("Question sent.")
    expect(asha.page.locator(".clock p").first).to_contain_text("Paused, due date open")


def more_time_by_a_letter(asha: Asha) -> None:
    """5 December is a Saturday: the last day to say so is Monday 7."""
    asha.at("complex")
    asha.key("e")
    expect(asha.page.locator("h1")).to_contain_text("Extend")
    assert "The last day to tell the requester is Monday 7 December 2026." in asha.main()
    asha.choose("The request is complex")
    asha.write("Your reasons", "The recordings are kept by three carriers.")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_contain_text("Extended.")
    assert _now(asha, "complex").clock.due_on == date(2027, 2, 5)


def a_refusal_waits_for_lena(asha: Asha, clock: Time) -> None:
    """The fourth time since June: what was answered is listed, and nobody refuses alone."""
    asha.at("repeated")
    asha.key("r")
    expect(asha.page.locator("h1")).to_contain_text("Refuse")
    assert asha.main().count("fulfilled") == 3
    asha.choose("The request is manifestly excessive")
    asha.write("Your reasons", "The same was answered in June, August and October.")
    asha.page.get_by_role("button", name="Show the letter with my words").click()
    letter = asha.page.locator("details .words").inner_text()
    assert "The same was answered in June, August and October." in letter
    for way in ("complain to us", "supervisory authority", "court"):
        assert way in letter
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_be_visible()
    assert _now(asha, "repeated").is_open

    asha.sign_in("lena@example.com")
    asha.at("repeated", "approve_refusal/")
    asha.check("I have read the request")
    asha.press("Approve, send and refuse", done="Refused.")
    assert _now(asha, "repeated").outcome == "refused"
    asha.sign_in("asha@example.com")


def closed_with_proof(asha: Asha) -> None:
    """The checklist fills itself from the work; what is missing is said, and needs a reason."""
    asha.at("answered")
    asha.key("d")
    expect(asha.page.locator("h1")).to_contain_text("Close")
    asha.choose("Fulfilled")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("alert").first).to_contain_text("although something is open")
    assert "No search is recorded, although systems are listed." in asha.main()
    asha.write("Why can it be closed all the same?", "The record of orders answered all of it.")
    asha.key("Control+Enter")
    expect(asha.page.get_by_role("status")).to_contain_text("Closed.")
    expect(asha.page.get_by_text("The record of orders answered all of it.")).to_be_visible()
    asha.page.get_by_role("link", name="What proves it").click()
    expect(asha.page.locator("h1")).to_contain_text("What proves it")
    assert "Approved by" in asha.main()


def nothing_is_overdue_without_a_letter(asha: Asha) -> None:
    """What she looks for each day is a view, with its filters in the address."""
    asha.key("g", "a")
    asha.page.get_by_label("Status").select_option(label="Searching")
    asha.page.get_by_role("button", name="Filter").click()
    asha.page.get_by_text("Save these filters as a view").click()
    asha.write("Name of the view", "My searches")
    asha.page.get_by_role("button", name="Save", exact=True).click()
    view = asha.page.get_by_role("link", name="My searches")
    expect(view).to_have_attribute("href", re.compile("status="))
    asha.key("g", "t")
    expect(asha.page.locator(".lede")).to_contain_text("1 overdue, 0 due today")
    late = _now(asha, "overdue")
    assert late.messages.filter(kind="late", direction="out").count() == 1


def _now(asha: Asha, name: str) -> Case:
    return Case.objects.select_related("clock").get(pk=asha.cases[name].pk)


def _all_mail(post: Post) -> list:
    post.letters()
    return list(post.sink.messages)
