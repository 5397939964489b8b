"""One officer takes a case from new to closed through the pages of the desk."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.browser.people import Officer, text_of

ASHA, LENA = "asha@example.com", "lena@example.com"
ANSWER = b'{"calls": ["Friday 20 November, 10:02"]}\n'


@pytest.fixture
def reference(site, clock):
    """A copy is asked of ConnexAI, and Asha is there to work on it."""
    connexai = Company.objects.get(slug="connexai")
    desk.person(Role.OFFICER, connexai, name="asha")
    desk.person(Role.LEAD, connexai, name="lena")
    return desk.receive(connexai, at=clock.now()).reference


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def asha(visit, request):
    return Officer(visit(java_script_enabled=request.param).new_page())


@pytest.fixture
def answer_file(tmp_path: Path) -> Path:
    path = tmp_path / "calls.json"
    path.write_bytes(ANSWER)
    return path


def test_asha_works_a_case_from_new_to_closed(asha, requester, reference, clock, post, answer_file):
    # Monday 23 November: who is it, and which calls?
    asha.sign_in(ASHA)
    asha.open(reference)
    asha.take("Check who is asking")
    asha.choose("An officer recognised them")
    asha.press("Accept identity", done="Identity accepted.")

    asha.take("Ask a question")
    asha.choose("Which data or which use of it they mean.")
    asha.write("Your question", "Which of your calls do you mean?")
    assert asha.row("Before") == "Due Wednesday 23 December 2026 · 30 days left"
    assert "No due date until they answer." in asha.row("After")
    asha.press("Send the question", done="Question sent.")
    expect(asha.page.locator(".clock p").first).to_contain_text("Paused, due date open")

    # Thursday: the requester answers. Three days are not counted: the first is the day of receipt.
    clock.forward(days=3)
    requester.follow(reference)
    requester.page.get_by_role("link", name="Answer our question").click()
    requester.page.get_by_label("Your answer").fill("Those with sales.")
    requester.press("Send your answer")
    expect(requester.page.locator(".clock p").first).to_contain_text("Due Tuesday 29 December 2026")

    # Friday: it is more than one month's work.
    clock.forward(days=1)
    asha.sign_in(ASHA)
    asha.open(reference)
    expect(asha.page.get_by_text("Those with sales.")).to_be_visible()
    asha.take("Extend")
    asha.choose("The request is complex")
    asha.write("Your reasons", "The recordings are kept by three carriers.")
    assert "Friday 26 February 2027" in asha.row("After")
    asha.page.get_by_role("button", name="Show the letter with my words").click()
    expect(asha.page.locator("details .words")).to_contain_text("kept by three carriers")
    asha.press("Send and extend", done="Extended.")

    # The answer, checked and released.
    asha.take("Attach the answer")
    asha.page.get_by_label("File").set_input_files(answer_file)
    asha.write("What is in it?", "Your calls with sales.")
    asha.press("Attach", done="File attached.")
    asha.take("Answer what the law lists")
    asha.write(
        "Countries outside, and what protects the data there (Art. 15(2))",
        "None of it leaves the United Kingdom.",
    )
    asha.press("Save", done="Saved.")
    asha.take("Search and prepare the answer")
    asha.write("The answer", "These are your calls. We left nothing out.")
    asha.press("Send to review", done="The answer waits for the approval of somebody else.")
    # Nobody approves their own: Lena does, and it is with Asha again.
    asha.sign_in(LENA)
    asha.open(reference)
    asha.take("Check the answer")
    asha.check("I have looked at every file")
    asha.press("Approve", done="Approved.")
    asha.sign_in(ASHA)
    asha.open(reference)
    asha.take("Release the answer")
    asha.press("Release the answer", done="Answered.")

    clock.forward(minutes=2)
    requester.follow(reference)
    assert requester.download("calls.json") == ANSWER

    asha.page.reload()
    asha.take("Close")
    asha.choose("Fulfilled")
    asha.press("Close", done="Closed.")
    expect(asha.page.get_by_text("Closed: fulfilled. Nothing is left to do.")).to_be_visible()

    case = Case.objects.get(reference=reference)
    assert case.outcome == "fulfilled"
    assert letters_about(reference, post) == [
        "We have received your request. Your reference is " + reference + ".",
        "We have a question about your request:",
        "We are working on your request again.",
        "We need more time for your request. The request is complex:",
        "This is our answer to your request.",
    ]
    assert audit()["clean"]
    assert [event.event for event in history(case.company_id, reference)] == [
        "case.received",
        "identity.accepted",
        "clarification.asked",
        "identity.address-confirmed",
        "clarification.answered",
        "clock.extended",
        "answer.attached",
        "items.answered",
        "answer.drafted",
        "approval.asked",
        "approval.given",
        "answer.released",
        "answer.downloaded",
        "case.closed",
    ]


def letters_about(reference, post):
    """How each letter on this case begins, without those that carry a code."""
    texts = [text_of(letter) for letter in post.letters() if reference in letter["Subject"]]
    return [text.split("\n\n")[1] for text in texts if text.startswith("Dear ")]


def audit():
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    return json.loads(out.getvalue())
