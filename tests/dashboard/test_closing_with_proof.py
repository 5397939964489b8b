"""The checklist fills itself from the work, and one file tells an authority all of it."""

import html
import json
import re
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.dates import in_words
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations import answering, closing
from dsar.cases.operations.intake import Person, Proof
from dsar.dashboard.checks import DONE, NOT_APPLICABLE, OPEN, checklist
from dsar.fulfilment.operations import asking, recording
from dsar.fulfilment.operations.listing import list_named
from dsar.fulfilment.review import operations as reviewing
from dsar.fulfilment.review.operations import Decided
from dsar.outbox.models import Message as Owed
from tests import desk
from tests.audit.anchored import keep_anchors
from tests.fulfilment.review.conftest import in_answer
from tests.pdf import a_pdf

from .conftest import NOW, page_of, words

BY = {"actor": desk.OFFICER, "now": desk.MONDAY + timedelta(hours=3)}
# What an authority must not read: it stands in a file that was withheld, and in what was noted.
SECRET = "Kim Telltale"


def states(case: Case) -> dict[str, str]:
    return {check.name: check.state for check in checklist(case)}


def searched(case: Case) -> Case:
    list_named(company_id=case.company_id, actor="system", now=desk.MONDAY)
    crm = case.company.systems.get(code="crm")
    [task] = asking.ask_search(case_id=case.pk, systems=[crm.pk], **BY)
    said = {"result": "found", "terms": "Robin", "found": "One contact.", "name": "Olive Owner"}
    recording.record_search(
        case_id=case.pk, task_id=task.pk, actor="owner", now=desk.MONDAY, **said
    )
    return case


def withheld(case: Case) -> Case:
    """A letter of somebody else's stays here, whole."""
    document = in_answer(case, a_pdf([f"{SECRET} wrote this"]), f"{SECRET}.pdf")
    of_it = {"case_id": case.pk, "document_id": document.pk}
    reviewing.open_finding(**of_it, **BY)
    decided = Decided("withhold", "unasked", "rights-of-others", SECRET, f"About {SECRET}.")
    reviewing.decide(**of_it, decided=decided, **BY)
    return case


def answered(case: Case) -> Case:
    """A copy with every part that such a case can have."""
    withheld(searched(desk.attached(desk.identified(case))))
    desk.listed(case)
    answering.send_to_review(
        case_id=case.pk, answer="This is what we hold.", withheld="rights-of-others", **BY
    )
    desk.approved(case)
    answering.release(case_id=case.pk, **BY)
    Owed.objects.filter(company_id=case.company_id).update(state="sent", sent_at=NOW)
    case.refresh_from_db()
    return case


def closed(case: Case) -> Case:
    answered(case)
    return closing.close(case_id=case.pk, outcome="partly_fulfilled", **BY)


def test_a_new_request_has_everything_before_it(case):
    found = states(case)

    assert found["Acknowledged"] == DONE
    for name in ("Who is asking", "The date and how it was counted", "Answer released"):
        assert found[name] == OPEN
    assert found["Recipients told"] == found["Reached the right person"] == NOT_APPLICABLE


def test_the_work_fills_it(case):
    found = states(closed(case))

    assert [name for name, state in found.items() if state == OPEN] == []
    for name in (
        "Who is asking",
        "The date and how it was counted",
        "Searched and signed",
        "Documents reviewed",
        "What the law lists beside a copy",
        "Refusal or fee",
        "Answer approved by a second person",
        "Answer released",
        "Told how it ended",
        "How long it is kept",
    ):
        assert found[name] == DONE, name
    assert found["What was done"] == NOT_APPLICABLE


@pytest.mark.parametrize("right", ["erasure", "rectification", "restriction", "marketing"])
def test_each_right_is_proved_by_its_own_record(company, right):
    case = desk.receive(company, right)
    if case.identity_settled_at is None:
        desk.identified(case)
    case = desk.in_review(case)

    found = states(case)

    told = NOT_APPLICABLE if right == "marketing" else DONE
    assert (found["What was done"], found["Recipients told"]) == (DONE, told)
    assert found["What the law lists beside a copy"] == NOT_APPLICABLE


def test_what_ended_without_an_answer_owes_none(case):
    desk.refused(case)
    case.refresh_from_db()

    found = states(case)

    for name in ("Searched and signed", "Answer released", "Who is asking"):
        assert found[name] == NOT_APPLICABLE
    assert found["Refusal or fee"] == DONE
    assert "Art. 12(5)(b)" in next(c.says for c in checklist(case) if c.name == "Refusal or fee")


def test_what_is_open_is_not_closed_without_a_reason(case):
    list_named(company_id=case.company_id, actor="system", now=desk.MONDAY)
    desk.released(desk.attached(desk.identified(case)))

    with pytest.raises(Invalid, match="No search is recorded"):
        closing.close(case_id=case.pk, outcome="fulfilled", **BY)
    closing.close(case_id=case.pk, outcome="fulfilled", reason="Found by hand.", **BY)

    note = case.messages.get(kind="closed-unfinished")
    assert note.direction == "note"
    assert Event.objects.get(event="case.closed").facts["unfinished"] == 1


def test_an_answer_on_paper_is_posted_first(company):
    person = Person(name="Ade Caller", postal="1 Example Street\nManchester")
    case = desk.receive(company, channel="phone", person=person)
    desk.identified_by_officer(case)
    desk.released(case)

    with pytest.raises(Invalid, match="waits to be printed and posted"):
        closing.close(case_id=case.pk, outcome="fulfilled", **BY)

    case.messages.filter(kind="answer").update(posted_at=NOW)
    assert closing.close(case_id=case.pk, outcome="fulfilled", **BY).status == "closed"


def test_the_page_to_close_on_shows_it_and_asks_why(case, client):
    list_named(company_id=case.company_id, actor="system", now=desk.MONDAY)
    desk.released(desk.attached(desk.identified(case)))

    shown = words(client.get(page_of(case, "close")))
    refused = client.post(page_of(case, "close"), {"outcome": "fulfilled"})

    assert "Searched and signed Open No search is recorded" in shown
    assert "Write why it can be closed although something is open." in words(refused)
    assert refused.status_code == 400


def test_the_list_leads_to_where_each_step_is_written(case, client):
    page = client.get(page_of(case, "proof")).content.decode()

    for place in ("#conversation", "#identity", "#searches", "#clock"):
        assert f'href="{page_of(case)}{place}"' in page
    there = client.get(page_of(case)).content.decode()
    assert page_of(case, "proof") in there
    for place in set(re.findall(rf"{case.reference}/#([a-z]+)", page)) - {"taken"}:
        assert f'id="{place}"' in there


@pytest.fixture
def anchored(tmp_path, settings):
    return keep_anchors(tmp_path / "anchors", settings)


@pytest.fixture
def auditor(company, signed_in):
    return signed_in(desk.person(Role.AUDITOR, company))


def file_of(case: Case, browser) -> dict[str, bytes]:
    given = browser.post(page_of(case, "proof") + "file/")
    assert given.status_code == 200, words(given)
    with ZipFile(BytesIO(given.content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_one_file_holds_every_part(case, auditor, anchored):
    closed(case)

    parts = file_of(case, auditor)

    index = words_of(parts["index.html"])
    for said in (
        "Robin Requester",
        "Searched and signed Done",
        "these words stay at the desk",
        "Olive Owner",
        "Withhold the whole document",
        "rights of others",
        "It concerns others, who were not asked",
        in_words(case.clock.statutory_on),
        "An answer",
        "Checker",
        "Taken by the mail server",
        "Answer released",
    ):
        assert said in index, said
    letters = [name for name in parts if name.startswith("letters/")]
    assert {name[11:] for name in letters} >= {"received.pdf", "answer.pdf"}
    answer = next(name for name in letters if name.endswith("answer.pdf"))
    assert "This is what we hold." in text_of(parts[answer])
    assert f"audit/{case.reference}.json" in parts


def test_what_a_search_found_is_told_where_nothing_was_withheld(case, auditor, anchored):
    searched(desk.identified(case))

    assert "One contact." in words_of(file_of(case, auditor)["index.html"])


def test_it_says_why_it_was_closed_with_something_open(case, auditor, anchored):
    list_named(company_id=case.company_id, actor="system", now=desk.MONDAY)
    desk.released(desk.attached(desk.identified(case)))
    closing.close(case_id=case.pk, outcome="fulfilled", reason="Found by hand.", **BY)

    assert "Found by hand." in words_of(file_of(case, auditor)["index.html"])


def test_what_was_told_as_proof_is_not_in_it(company, auditor, anchored):
    case = desk.receive(company, proofs=[Proof("agreement-reference", "A-4711-B")])

    parts = file_of(case, auditor)

    assert all(b"A-4711-B" not in part for part in parts.values())


@pytest.mark.parametrize(
    ("days", "said"),
    [(27, "in time"), (29, "within the law’s Wednesday 23 December 2026"), (35, "late")],
)
def test_a_promise_that_was_missed_is_no_breach_of_the_law(case, days, said):
    answered_on = desk.MONDAY + timedelta(days=days)
    desk.released(desk.identified(case), now=answered_on)
    case.refresh_from_db()

    [dates] = [check for check in checklist(case) if check.name.startswith("The date")]
    assert dates.says.endswith(f"{said}.")


def test_nothing_withheld_is_in_it(case, auditor, anchored):
    closed(case)

    for name, part in file_of(case, auditor).items():
        text = text_of(part) if name.endswith(".pdf") else part.decode()
        assert "Telltale" not in text, name
        assert "Telltale" not in name


def test_the_file_proves_itself(case, auditor, anchored, tmp_path):
    closed(case)

    parts = file_of(case, auditor)

    for line in parts["SHA256SUMS.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(parts[name]).hexdigest() == digest
    for name in ("verify_audit.py", f"{case.reference}.json"):
        (tmp_path / name).write_bytes(parts[f"audit/{name}"])
    key = json.loads(parts[f"audit/{case.reference}.json"])["public_key"]
    told = subprocess.run(
        [sys.executable, "verify_audit.py", "--evidence", f"{case.reference}.json", "--key", key],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "clean" in told.stdout
    assert told.returncode == 0


def test_who_took_it_is_written_down_with_its_digest(case, auditor, anchored):
    closed(case)

    given = auditor.post(page_of(case, "proof") + "file/")

    noted = Event.objects.get(event="proof.given")
    assert noted.subject == case.reference
    assert noted.facts["sha256"] == sha256(given.content).hexdigest()


def test_without_anchors_there_is_no_file_and_it_says_why(case, auditor):
    page = auditor.post(page_of(case, "proof") + "file/")

    assert page.status_code == 409
    assert "No anchors are kept" in words(page)


def test_an_officer_reads_the_list_and_takes_no_file(case, officer, signed_in, anchored):
    browser = signed_in(officer)

    assert "Download the file" not in words(browser.get(page_of(case, "proof")))
    assert browser.post(page_of(case, "proof") + "file/").status_code == 403


def test_whoever_takes_it_proves_first_that_it_is_them(case, auditor, anchored, settings):
    settings.PROOF_MINUTES = 0

    page = auditor.post(page_of(case, "proof") + "file/")

    assert page.status_code == 403
    assert not Event.objects.filter(event="proof.given").exists()


def words_of(page: bytes) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
