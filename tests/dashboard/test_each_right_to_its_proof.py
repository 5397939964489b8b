"""Each right as an officer walks it at the desk, from the call to the archive for an authority:
every step a form that is sent, and nothing called behind the desk's back."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.rights import RIGHTS
from tests import desk
from tests.audit.anchored import keep_anchors

from .conftest import page_of, words
from .test_what_was_done import CORRECTION, DELETION, REVIEW, TOLD

LOG = "/desk/cases/log/"
CALL = {
    "company": "nexus-ip",
    "channel": "phone",
    "received_on": "2026-11-23",
    "received_time": "09:30",
    "name": "Ade Caller",
    "postal": "1 Example Street\nManchester",
    "text": "Please do this.",
    "token": "one-form",
}
# What is recorded of each right that more than a letter is owed for.
DONE = {
    "rectification": CORRECTION,
    "erasure": DELETION,
    "restriction": {"what": "Your calls", **TOLD},
    "objection": {"what": "Research"},
    "marketing": {"what": "All offers"},
    "consent": {"what": "Recordings"},
    "automated": REVIEW,
}
WITH_FILE = ("access", "portability")


@pytest.fixture(autouse=True)
def _anchored(tmp_path, settings) -> None:
    keep_anchors(tmp_path / "anchors", settings)


@pytest.fixture
def send(client):
    """A step that the desk takes, or why it did not."""

    def sent(case: Case, action: str, by=client, **body) -> None:
        page = by.post(page_of(case, action), body)
        assert page.status_code == 302, f"{action}: {words(page)}"
        case.refresh_from_db()

    return sent


def called_in(client, right: str) -> Case:
    assert client.post(LOG, {**CALL, "right": right}).status_code == 302
    return Case.objects.get()


def worked_on(case: Case, send) -> str:
    """Whatever this right wants before an answer; the ground where something is kept."""
    if case.status != "in_progress":
        send(case, "accept_identity", method="by_officer", note="Known by their voice.")
    if case.right in DONE:
        send(case, "record_done", done_on="2026-11-23", **DONE[case.right])
    if case.right == "access":
        send(case, "answer_items", language="en", nothing_held="on")
    if case.right in WITH_FILE:
        csv = SimpleUploadedFile("calls.csv", b"name,Ade\n", content_type="text/csv")
        send(case, "attach", upload=csv, explanation="What we hold.")
    return DONE.get(case.right, {}).get("installation-records_ground", "")


@pytest.mark.parametrize("right", RIGHTS)
def test_a_call_becomes_an_archive_for_the_authority(company, client, signed_in, lead, send, right):
    case = called_in(client, right)
    kept = worked_on(case, send)

    send(case, "send_to_review", answer="This is what we did.", withheld=kept)
    send(case, "approve", by=signed_in(lead), looked="on")
    send(case, "release")
    letter = case.messages.get(kind="answer")
    client.post(f"/desk/cases/{case.reference}/letters/{letter.pk}/", {"today": "1"})
    outcome = "partly_fulfilled" if kept else "fulfilled"
    send(case, "close", outcome=outcome)

    assert (case.status, case.outcome) == ("closed", outcome)
    assert "This is what we did." in desk.letter(case, "answer")
    told = [one["row"]["event"] for one in evidence_of(case, company, signed_in)]
    assert (told[0], told[-1]) == ("case.received", "case.closed")
    assert ("action.taken" in told) == (right in DONE)
    assert told.index("approval.given") < told.index("answer.released")


def evidence_of(case: Case, company, signed_in) -> list[dict]:
    auditor = signed_in(desk.person(Role.AUDITOR, company))
    given = auditor.post("/desk/audit/nexus-ip/evidence/", {"reference": case.reference})
    assert given.status_code == 200, words(given)
    with ZipFile(BytesIO(given.content)) as archive:
        return json.loads(archive.read(f"{case.reference}.json"))["events"]
