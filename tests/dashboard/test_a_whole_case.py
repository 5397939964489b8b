from django.core.files.uploadedfile import SimpleUploadedFile

from dsar.audit.verifying import verify
from dsar.cases.models import Case
from dsar.cases.operations.verifying import confirm_address
from dsar.outbox.models import Message
from tests import desk

from .conftest import NOW, page_of

CALL = {
    "company": "nexus-ip",
    "channel": "phone",
    "received_on": "2026-11-20",
    "received_time": "14:30",
    "right": "access",
    "name": "Ade Caller",
    "email": "ade@example.org",
}


def test_two_people_take_a_call_to_its_end(client, officer, lead, signed_in):
    client.post("/desk/cases/log/", CALL)
    case = Case.objects.get()
    upload = SimpleUploadedFile("calls.csv", b"number\n0161 496 0000\n")

    for action, body in (
        ("skip_identity", {"reason": "in-person"}),
        ("ask_question", {"about": "which", "question": "Which calls?"}),
        ("resume", {}),
        ("extend", {"ground": "complexity", "reasons": "Seven systems."}),
        # A voice that somebody knows says nothing of the address that was spelt out.
        ("ask_address", {}),
        ("attach", {"upload": upload, "explanation": "Your calls."}),
        ("send_to_review", {"answer": "These are your calls."}),
        ("send_back", {"reason": "Say since when."}),
        ("send_to_review", {"answer": "These are your calls since May."}),
        ("approve", {"looked": "on"}),
        ("release", {}),
        ("close", {"outcome": "fulfilled"}),
    ):
        browser = signed_in(lead) if action == "approve" else client
        assert browser.get(page_of(case, action)).status_code == 200, action
        assert browser.post(page_of(case, action), body).status_code == 302, action
        if action == "ask_address":
            confirm_address(case_id=case.pk, now=NOW)

    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "fulfilled")
    letters = case.messages.filter(direction="out").order_by("at", "pk")
    kinds = [letter.kind for letter in letters]
    assert sorted(kinds) == [
        *("answer", "confirm_address", "extension", "question", "received", "resumed")
    ]
    assert Message.objects.filter(key__startswith="letter:").count() == 6
    assert all(report.clean for report in verify())


def test_an_erased_case_still_opens(case, client):
    from dsar.vault.operations import shred

    desk.attached(desk.identified(case))
    shred(data_key_id=case.data_key_id, now=desk.MONDAY)

    page = client.get(page_of(case))

    assert page.status_code == 200
    assert "erased" in page.content.decode()
    assert "robin" not in page.content.decode().lower()
